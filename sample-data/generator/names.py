"""Names in Vietnamese; the English form is derived where it is only a matter of spelling."""

import unicodedata


def plain(text):
    """Without accents, as in English texts: "Bến Đá" becomes "Ben Da"."""
    spread = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in spread if not unicodedata.combining(c))


def _table(text):
    """ "a: b, c: d" as [("a", "b"), ("c", "d")]."""
    items = (item.split(":") for item in text.split(","))
    return [tuple(" ".join(part.split()) for part in item) for item in items]


# Invented wards and about where they belong, in km.
WARDS = {
    name: tuple(float(number) for number in place.split())
    for name, place in _table(
        """
Phố Cổ: 8 5.6, Bến Đá: 6.9 4.8, Chợ Cũ: 8.1 4.9, Bến Gỗ: 6.2 5.6, Trung Giang: 6.9 6.5, An Lam: 7.9 6.5,
Thuận Giang: 5.9 6.8, Tân Giang: 7 3.8, Nam Giang Mới: 8.2 3.8, Hoa Sen: 6 2.4, Tân Lam: 8.2 2.7,
Cầu Mây: 9.5 6.2, Hòa Lam: 9.3 4.2, Vĩnh Lam: 9 7, Đông Giang Mới: 11 6.6, Cửa Lam: 12.2 5.6,
Biển Xanh: 12.4 7, Bãi Dừa: 12.3 8.6, Hải Lam: 12.2 4.2, Sóng Trắng: 12 2.8, Xóm Lưới: 11.2 4.6,
Công Nghiệp: 11 2, Đồng Sen: 3.7 5.2, Bàu Sen: 3.4 3.6, Gò Dừa: 5.2 4.4, Trà Giang: 1.6 4.2,
Núi Ngọc: 1.6 9.6, Đá Trắng: 3.2 9.2, Suối Trong: 1.4 7.2, Đồi Thông: 1.4 1.6, Lộc Giang: 3.6 1.6,
Bình Lam: 5.4 9.4, Phước Lam: 7.6 9.4, Long Lam: 9.4 9.2, Mỹ Lam: 11 9.6, Kim Lam: 6.2 1.6,
Thanh Lam: 8.4 1.3, Phú Giang: 6.2 8, Thượng Lam: 3.4 7, Đông Lam: 11 8.2, Tây Lam: 5 2.4,
Lâm Viên: 2.6 8.2, Hạ Lam: 10.6 3.8, Vạn Chài: 11.6 5.9, An Giang Mới: 8.2 7.8, Xuân Lam: 9.9 8,
Mai Giang: 6.6 2.4, Rạch Dừa: 7.4 1, Đồng Nội: 4.4 8.2, Bến Tre Già: 0.9 6, Cồn Cát: 12.2 1.2
"""
    )
}

# Old quarter: streets of crafts, as old towns have them.
CRAFTS = _table(
    """
Hàng Muối: Salt, Hàng Đèn: Lantern, Hàng Gốm: Pottery, Hàng Lụa: Silk, Hàng Chiếu: Mat, Hàng Nón: Hat,
Hàng Đồng: Copper, Hàng Than: Charcoal, Hàng Lưới: Fishing Net, Hàng Trầu: Betel, Hàng Giấy: Paper,
Hàng Thuyền: Boat, Hàng Rèn: Blacksmith, Hàng Mộc: Carpenter, Hàng Hương: Incense, Hàng Quạt: Fan,
Hàng Dừa: Coconut, Hàng Gạo: Rice, Hàng Trà: Tea, Hàng Thuốc: Medicine, Hàng Bút: Brush, Hàng Chum: Jar,
Hàng Cá: Fish, Hàng Mây: Rattan, Hàng Dây: Rope, Hàng Vải: Cloth, Hàng Bạc Cũ: Old Silver,
Hàng Mật: Honey, Hàng Quế: Cinnamon, Hàng Tiêu: Pepper, Bến Đò: Ferry Landing, Kho Muối: Salt Store,
Giếng Cổ: Old Well, Cây Đa: Banyan, Chùa Cũ: Old Pagoda, Đình Làng: Village Hall, Cổng Thành: City Gate,
Chợ Đêm: Night Market, Cầu Ngói: Tiled Bridge, Ao Làng: Village Pond
"""
)

# New town on the south bank: trees and flowers.
TREES = _table(
    """
Hoa Sữa: Milk Flower, Hoa Phượng: Flame Tree, Hoa Mai: Apricot Blossom, Hoa Đào: Peach Blossom,
Hoa Lan: Orchid, Hoa Nhài: Jasmine, Hoa Súng: Water Lily, Hoa Cúc: Daisy, Hoa Giấy: Bougainvillea,
Bằng Lăng: Crape Myrtle, Bồ Đề: Bodhi, Cây Bàng: Tropical Almond, Cây Dương: Casuarina, Cây Gạo: Kapok,
Cây Sấu: Dracontomelon, Cây Thông: Pine, Cây Tre: Bamboo, Cây Trúc: Yellow Bamboo, Cây Cau: Areca Palm,
Cây Xoài: Mango, Cây Mít: Jackfruit, Cây Ổi: Guava, Cây Khế: Star Fruit, Cây Bưởi: Pomelo,
Cây Chanh: Lemon, Cây Vải: Lychee, Cây Nhãn: Longan, Cây Sim: Rose Myrtle, Cây Sưa: Rosewood,
Cây Lim: Ironwood, Muồng Vàng: Golden Shower, Ngọc Lan: Magnolia, Hướng Dương: Sunflower,
Thiên Lý: Night Jasmine
"""
)

# The rest of the town: people of history, as everywhere in Viet Nam.
PEOPLE = [
    " ".join(name.split())
    for name in """
Lê Thái Tổ, Đinh Tiên Hoàng, Trần Nhân Tông, Trần Quang Khải, Trần Khánh Dư, Phạm Ngũ Lão, Yết Kiêu,
Dã Tượng, Nguyễn Du, Nguyễn Công Trứ, Nguyễn Bỉnh Khiêm, Nguyễn Khuyến, Nguyễn Đình Chiểu,
Nguyễn Thiện Thuật, Nguyễn Trường Tộ, Nguyễn Tri Phương, Hoàng Diệu, Phan Đình Phùng, Phan Chu Trinh,
Huỳnh Thúc Kháng, Trần Cao Vân, Trần Quý Cáp, Thái Phiên, Duy Tân, Hàm Nghi, Ông Ích Khiêm, Trưng Trắc,
Trưng Nhị, Bà Triệu, Mai Thúc Loan, Lý Nam Đế, Triệu Quang Phục, Phùng Hưng, Khúc Hạo, Dương Đình Nghệ,
Lê Đại Hành, Lý Thái Tổ, Lý Đạo Thành, Tô Hiến Thành, Trần Thủ Độ, Trần Quốc Toản, Trần Bình Trọng,
Chu Văn An, Hồ Nguyên Trừng, Lê Lai, Nguyễn Xí, Lương Thế Vinh, Lê Văn Hưu, Ngô Sĩ Liên,
Phùng Khắc Khoan, Đào Duy Từ, Lê Quý Đôn, Lê Hữu Trác, Ngô Thì Nhậm, Phan Huy Chú, Phan Huy Ích,
Hồ Xuân Hương, Đoàn Thị Điểm, Bùi Thị Xuân, Trần Quang Diệu, Võ Văn Dũng, Cao Bá Quát, Tú Xương, Tản Đà,
Nguyễn Thái Học, Hoàng Hoa Thám, Cao Thắng, Trương Định, Nguyễn Trung Trực, Thủ Khoa Huân, Tống Duy Tân
""".split(
        ","
    )
]
