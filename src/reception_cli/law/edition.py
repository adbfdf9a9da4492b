"""What the law says; `LAW` names its edition: cards whose due days were counted by another one are built anew."""

LAW = "bbe045d674b5969c.1"  # sha256 of data/law/terms.json, data/calendar/vn.json; behind the point: ours
COUNTED = frozenset({"calendar", "service"})  # what a desk configures that moves due days
