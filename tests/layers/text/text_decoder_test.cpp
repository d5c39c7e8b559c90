#include "layers/text/text_decoder.hpp"

#include <gtest/gtest.h>

#include "tests/support/test_folder.hpp"

namespace {

using layers::is_utf8;
using layers::TextDecoder;

std::string decoded(const std::string& encoding, const std::string& text, bool expect_assumed) {
  bool assumed = false;
  const auto utf8 = TextDecoder(encoding, "a.shp").decode(text, assumed);
  EXPECT_EQ(assumed, expect_assumed);
  return utf8;
}

TEST(TextDecoder, Utf8IsTakenAsItIs) {
  EXPECT_EQ(decoded("CP1251", "Cầu Giấy", false), "Cầu Giấy");
}

TEST(TextDecoder, VietnameseLettersAreComposedToTheLastOne) {
  // CP1258: D0 Đ, FD ư, F5 ơ, CC combining grave; and EA ê at the end, which iconv holds back.
  EXPECT_EQ(decoded("CP1258", "\xD0\xFD\xF5\xCCng", false), "Đường");
  EXPECT_EQ(decoded("CP1258", "L\xEA", false), "Lê");
}

TEST(TextDecoder, CyrillicIsRecoded) {
  EXPECT_EQ(decoded("CP1251", "\xCC\xEE\xF1\xEA\xE2\xE0", false), "Москва");
  EXPECT_EQ(decoded("KOI8-R", "\xED\xCF\xD3\xCB\xD7\xC1", false), "Москва");
}

TEST(TextDecoder, UnknownEncodingIsTakenForLatin) {
  EXPECT_EQ(decoded("",
                    "Orl\xE9"
                    "ans",
                    true),
            "Orléans");
}

TEST(TextDecoder, TextInNeitherEncodingIsTakenForLatin) {
  EXPECT_EQ(decoded("SHIFT-JIS", "\xFF", true), "ÿ");
}

TEST(TextDecoder, Utf8IsCheckedAsRfc3629Says) {
  EXPECT_TRUE(is_utf8("a\xC3\xAA\xE1\xBA\xA1\xF0\x9F\x94\xA5"));
  for (const auto* broken :
       {"\x80", "\xC0\xAF", "\xC3", "\xE0\x80\x80", "\xED\xA0\x80", "\xF0\x80\x80\x80",
        "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xE1\xBA"})
    EXPECT_FALSE(is_utf8(broken)) << testing::PrintToString(broken);
}

} // namespace
