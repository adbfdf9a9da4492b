"""What the law says; `LAW` changes with every change of it: due days counted under another one are counted anew."""

LAW = "0"  # begin of the sha256 of data/law/terms.json and data/calendar/vn.json, and how we count; see test_owed.py
