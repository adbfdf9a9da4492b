"""What the acts of the register still ask for, and by when; days are counted by hand in the comments."""

DAY = "2026-10-05T08:10:00+07:00"  # a Monday; no day off before 24 November


def owed(desk, *argv, now=DAY):
    return [(row["id"], row["paper"], row["due_on"]) for row in desk.json("issue", "--owed", *argv, now=now)["rows"]]


def due(desk, now=DAY):
    rows = desk.json("due", "--within", "60d", now=now)["rows"]
    return {(row["id"], row["step"]): row["due_on"] for row in rows}


def begun(desk):
    assert desk.run("config", "papers-from", "1/10/2026", now=DAY).code == 0


def test_nothing_is_owed_before_the_desk_issues_papers_here(office):
    office.add("Một", "--kind", "kn", now=DAY)
    assert owed(office) == []
    assert "papers_not_begun" in [note["code"] for note in office.json("issue", "--owed")["notes"]]


def test_a_visitor_is_told_within_ten_working_days(office):
    begun(office)
    office.add("Một", now=DAY)
    # from Monday 5 October: 6-9, 12-16, 19 are ten working days
    assert owed(office) == [("2026-0001", "R9", "2026-10-19")]
    assert due(office)["2026-0001", "notify-visitor"] == "2026-10-19"


def test_telling_it_orally_ends_it_and_so_does_a_signed_notice(office):
    begun(office)
    for n in "123":
        office.add(f"Việc {n}", "--kind", "kn", "--name", f"Người {n}", now=DAY)
    office.json("issue", "R9", "1", "--told", now=DAY)
    office.json("issue", "R9", "2", now=DAY)  # drawn up is not signed
    office.json("issue", "X4", "3", "--signed", "3/HD-UBND", now=DAY)  # a special notice in its place
    assert owed(office) == [("2026-0002", "R9", "2026-10-19")]
    assert ("2026-0001", "notify-visitor") not in due(office)
    office.json("issue", "R9", "2", "--elsewhere", now=DAY)
    assert owed(office) == []


def test_a_refusal_asks_for_its_notice_within_three_working_days_on_two_grounds(office):
    begun(office)
    for ground in ("l9-3", "d4-h", "d4-g"):
        office.add("Một", "--refused", ground, now=DAY)
    # 6, 7, 8 October
    assert owed(office) == [("V2026-0001", "R1", "2026-10-08"), ("V2026-0002", "R1", "2026-10-08")]
    assert due(office) == {(visit, "notify-refusal"): "2026-10-08" for visit in ("V2026-0001", "V2026-0002")}
    assert office.json("agenda", now="2026-10-08T08:00:00+07:00")["totals"]["due"] == 2
    office.json("issue", "R1", "V1", "--signed", "5/TB-UBND", now=DAY)
    assert due(office) == {("V2026-0002", "notify-refusal"): "2026-10-08"}
    assert office.json("verify")["totals"]["ok"]
    assert owed(office) == [("V2026-0002", "R1", "2026-10-08")]
    assert owed(office, "V2") == [("V2026-0002", "R1", "2026-10-08")]


def test_the_notice_of_a_refusal_is_due_at_once_and_is_a_paper_once_papers_are_issued_here(office):
    office.add("Một", "--refused", "l9-3", now=DAY)
    assert due(office) == {("V2026-0001", "notify-refusal"): "2026-10-08"} and owed(office) == []
    begun(office)
    assert owed(office) == [("V2026-0001", "R1", "2026-10-08")]
    assert office.run("void", "V1", "--reason", "ghi nhầm", now=DAY).code == 0
    assert due(office) == {} and owed(office) == []


def test_an_accepted_complaint_owes_its_notice_and_a_refused_one_the_other(office):
    begun(office)
    office.add("Một", "--kind", "kn", "--field", "land", now=DAY)
    office.add("Hai", "--kind", "kn", "--field", "land", "--name", "Lê Thị Hoa", now=DAY)
    office.run("classify", "1", "2", "--competence", "in", "--qualified", now=DAY)
    assert office.run("accept", "1", "--instance", "first", now=DAY).code == 0
    assert office.run("accept", "2", "--not-accepted", "a11-2", "--reason", "không liên quan", now=DAY).code == 0
    # seven working days from receipt on Monday 5 October: 6-9, 12, 13, 14
    found = [each for each in owed(office) if each[1] != "R9"]
    assert found == [("2026-0001", "K3", "2026-10-14"), ("2026-0002", "K4", "2026-10-14")]
    assert due(office)["2026-0001", "paper-K3"] == "2026-10-14"
    told = office.json("explain", "1", now=DAY)["rows"]
    assert any(row["step"] == "paper-K3" for row in told)
    office.json("issue", "K3", "1", "--signed", "1/TB-UBND", now=DAY)
    office.json("issue", "K4", "2", "--signed", "2/TB-UBND", now=DAY)
    assert [each for each in owed(office) if each[1] != "R9"] == []
    assert ("2026-0001", "paper-K3") not in due(office)


def test_a_paper_that_is_due_is_told_by_its_name(office):
    begun(office)
    office.add("Một", "--kind", "kn", "--field", "land", now=DAY)
    office.run("classify", "1", "--competence", "in", "--qualified", now=DAY)
    office.run("accept", "1", "--instance", "first", now=DAY)
    for verb in (("due", "--within", "60d"), ("agenda",), ("list", "--fields", "id,due_step")):
        for form in ("table", "md"):
            told = office.run(*verb, "--format", form, now="2026-10-12T08:10:00+07:00").out
            assert "notice of acceptance of a complaint" in told, (verb, form)


def test_an_accepted_denunciation_owes_the_decision_and_both_notices(office):
    begun(office)
    office.add("Nhận tiền", "--kind", "tc", "--field", "corruption", now=DAY)
    office.run("classify", "1", "--competence", "in", "--qualified", now=DAY)
    assert office.run("accept", "1", now="2026-10-07T08:00:00+07:00").code == 0
    found = [each[1:] for each in owed(office, now="2026-10-07T08:00:00+07:00")]
    # T2: seven working days from receipt: 14 October; T3, T4: five from acceptance on the 7th: 8, 9, 12, 13, 14
    assert sorted(found) == [("T2", "2026-10-14"), ("T3", "2026-10-14"), ("T4", "2026-10-14")]
    for paper in ("T2", "T3", "T4"):
        office.json("issue", paper, "1", "--signed", f"1/{paper}", now="2026-10-08T08:00:00+07:00")
    assert owed(office, now="2026-10-08T08:00:00+07:00") == []
    assert ("2026-0001", "notify-acceptance") not in due(office)


def test_only_what_was_recorded_since_the_first_paper_owes_one(office):
    for n, day in (("1", "2026-11-25"), ("2", "2026-11-27")):
        if n == "2":
            office.json("issue", "R2", "1", now="2026-11-26T08:00:00+07:00")
        office.add(f"Việc {n}", "--kind", "kn", "--name", f"Người {n}", now=f"{day}T08:00:00+07:00")
        office.run("classify", n, "--competence", "in", "--qualified", "--field", "land", now=f"{day}T08:00:00+07:00")
        assert office.run("accept", n, "--instance", "first", now=f"{day}T09:00:00+07:00").code == 0
    assert [row[:2] for row in owed(office, now="2026-11-27T09:00:00+07:00")] == [("2026-0002", "K3")]


def test_imported_lines_owe_no_paper(office, registers):
    begun(office)
    assert office.run("import", str(registers / "thang-binh-2023.csv"), "--yes", now=DAY).code == 0
    assert owed(office) == []
