"""Invented people and matters of a Vietnamese district: names, places and contents as a desk writes them."""

from random import Random

# Surnames by how often they are met, in per mille of the population.
SURNAMES = {
    "Nguyễn": 384, "Trần": 121, "Lê": 95, "Phạm": 70, "Huỳnh": 51, "Phan": 45, "Võ": 39, "Đặng": 21, "Bùi": 20,
    "Đỗ": 14, "Hồ": 13, "Ngô": 13, "Dương": 10, "Lý": 5, "Trương": 22, "Đinh": 10, "Đoàn": 9, "Mai": 8, "Tạ": 6,
    "Lương": 8, "Châu": 4, "Cao": 6, "Thái": 5, "Hà": 6, "Trịnh": 6, "Lâm": 5, "Tôn": 2, "Ung": 1, "Doãn": 1,
}  # fmt: skip
MIDDLES = {
    "Văn": 30, "Thị": 42, "Hữu": 8, "Đức": 6, "Xuân": 7, "Quốc": 7, "Minh": 8, "Ngọc": 9, "Kim": 6, "Bá": 4,
    "Công": 4, "Thanh": 9, "Đình": 6, "Hoàng": 5, "Thị Thu": 4, "Thị Ngọc": 4, "Thị Kim": 4, "Như": 2, "Anh": 3,
}  # fmt: skip
_GIVEN = (
    "An Anh Ái Ân Ba Bình Bảo Bích Cảnh Chi Chiến Chín Cúc Cường Danh Dung Duy Dũng Đào Đạt Định Đông Đức Em Giang "
    "Hai Hà Hạnh Hải Hằng Hậu Hiền Hiếu Hiệp Hoa Hoà Hoàng Hồng Huệ Hùng Huy Hương Hường Khanh Khánh Khoa Khôi Kiên "
    "Lan Lâm Lành Liên Liễu Linh Loan Long Lộc Lợi Luân Lý Mai Mạnh Minh Mỹ Nam Nga Ngân Nghĩa Ngọc Nguyệt Nhàn Nhân "
    "Nhi Nhung Oanh Phát Phong Phú Phúc Phước Phương Quang Quân Quý Quyên Quyết Sáu Sang Sinh Sơn Tám Tài Tâm Tân "
    "Thành Thanh Thái Thảo Thắng Thắm Thi Thìn Thịnh Thọ Thoa Thu Thuận Thuỷ Thuý Thư Tiến Tình Toàn Trang Trâm Trí "
    "Trinh Trung Trường Tú Tuấn Tuyết Tùng Tư Vân Vĩnh Vinh Vũ Xuân Yến Ý"
)
GIVEN = _GIVEN.split()
_COMMUNES = (
    "Bình An, Bình Chánh, Bình Dương, Bình Đào, Bình Định Bắc, Bình Định Nam, Bình Giang, Bình Hải, Bình Lãnh, "
    "Bình Minh, Bình Nam, Bình Nguyên, Bình Phú, Bình Phục, Bình Quế, Bình Quý, Bình Sa, Bình Trị, Bình Triều, "
    "Bình Trung, Bình Tú, Hà Lam"
)
COMMUNES = _COMMUNES.split(", ")
PLACES = (
    "đường Võ Chí Công", "Quốc lộ 1", "Quốc lộ 14E", "kênh Phú Ninh", "chợ Quán Gò", "khu dân cư Đồng Bàu",
    "cụm công nghiệp Hà Lam", "tuyến đường ĐT 613", "hồ Cao Ngạn", "bãi biển Bình Minh", "nhà máy gạch tuynel",
    "trạm bơm Đông Quang", "trường tiểu học Kim Đồng", "nghĩa trang liệt sĩ", "dự án khu tái định cư phía Bắc",
)  # fmt: skip
# What it is about (field) and how it is written down; {n} numbers, {year} a year, {place}, {commune}, {who}.
MATTERS = (
    ("land.dispute", "Tranh chấp ranh giới đất với hộ ông {who} tại thửa {n}, tờ bản đồ số {m}"),
    ("land.clearance", "Đề nghị xem xét bồi thường, giải phóng mặt bằng {place}, thửa số {n} tờ bản đồ {m}"),
    ("land.certificate", "Kiến nghị cấp giấy chứng nhận quyền sử dụng đất thửa số {n}, tờ bản đồ số {m}"),
    ("land.recovery", "Khiếu nại Quyết định thu hồi đất số {n}/QĐ-UBND ngày {m}/3/{year}"),
    ("land.resettlement", "Đề nghị bố trí đất tái định cư dự án {place} [giai đoạn {m}]"),
    ("land.house", "Phản ánh hộ ông {who} xây nhà lấn chiếm lối đi chung tại thôn {m}, xã {commune}"),
    ("policy.merit", "Đề nghị giải quyết chế độ cho người có công, hồ sơ số {n} nộp năm {year}"),
    ("policy.other", "Kiến nghị xét lại hộ nghèo năm {year}, sổ số {n}"),
    ("policy.workers", "Phản ánh công ty nợ lương {m} tháng của {n} công nhân tại {place}"),
    ("officials.staff", "Phản ánh thái độ của cán bộ một cửa xã {commune} khi nộp hồ sơ số {n}"),
    ("officials.management", "Phản ánh việc thu, chi quỹ thôn {m} năm {year} thiếu công khai, số tiền {n} triệu đồng"),
    ("admin-other.environment", "Phản ánh ô nhiễm nước thải, mùi hôi từ trại heo gần {place}, cách nhà {n} mét"),
    ("admin-other.economy", "Đề nghị sửa đường bê tông thôn {m} nối {place} hư hỏng sau mưa lũ năm {year}"),
    ("admin-other.culture", "Kiến nghị về việc tuyển sinh của {place}, đơn số {n}"),
    ("judicial.enforcement", "Đề nghị thi hành bản án số {n}/{year}/DS-PT về chia tài sản với bà {who}"),
    ("judicial.investigation", "Phản ánh chậm kết quả giải quyết tin báo số {n} về việc bị đánh gây thương tích"),
    ("corruption", "Phản ánh việc cấp đất sai đối tượng tại {place}, danh sách {n} lô"),
    ("other", "Phản ánh chậm trả kết quả hồ sơ, giấy hẹn số {n}"),
)
DETAILS = (
    "; đã gửi đơn nhiều lần nhưng chưa được trả lời", ", gia đình sử dụng ổn định từ năm {year}", "",
    "; đề nghị đối thoại với Chủ tịch UBND xã {commune}", ", diện tích {n} m2, đo lại còn {m}00 m2", "",
    "; kèm theo bản sao giấy tờ và ảnh chụp hiện trạng", "",
)  # fmt: skip
NOTES = (
    "Đã mời hai bên lên làm việc, lập biên bản số {n}", "Người dân bổ sung giấy tờ, {m} bản sao",
    "Đã trao đổi qua điện thoại với UBND xã {commune}", "Chờ kết quả đo đạc của Chi nhánh Văn phòng đăng ký đất đai",
)  # fmt: skip


def person_name(chance: Random) -> str:
    """Invent a name."""
    surname = chance.choices(list(SURNAMES), list(SURNAMES.values()))[0]
    middle = chance.choices(list(MIDDLES), list(MIDDLES.values()))[0]
    return f"{surname} {middle} {chance.choice(GIVEN)}"


def person(chance: Random) -> dict[str, str]:
    """Invent who came: name, address, and mostly an identity number and a telephone."""
    who = {
        "name": person_name(chance),
        "address": f"thôn {chance.randint(1, 9)}, xã {chance.choice(COMMUNES)}, Thăng Bình",
    }
    if chance.random() < 0.9:
        who["id_no"] = f"049{chance.randint(0, 3)}{chance.randint(40, 99)}{chance.randint(0, 999999):06d}"
    if chance.random() < 0.4:
        who["phone"] = f"09{chance.randint(0, 99999999):08d}"
    return who


def matter(chance: Random, year: int) -> tuple[str, str]:
    """Invent a matter: its field and its content."""
    field, text = chance.choice(MATTERS)
    return field, told(chance, text + chance.choice(DETAILS), year)


def told(chance: Random, text: str, year: int) -> str:
    """Fill in numbers, places and names."""
    return text.format(
        n=chance.randint(1, 1999),
        m=chance.randint(1, 60),
        year=year - chance.randint(0, 12),
        place=chance.choice(PLACES),
        commune=chance.choice(COMMUNES),
        who=person_name(chance),
    )
