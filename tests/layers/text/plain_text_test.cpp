#include "layers/text/plain_text.hpp"

#include <utility>

#include <gtest/gtest.h>

namespace {

TEST(PlainText, HasTheSignsOfAKeyboard) {
  for (const auto& [text, plain] : {std::pair{"1\u00A0200", "1 200"},
                                    {"1\u202F200", "1 200"},
                                    {"1\u2009200", "1 200"},
                                    {"1\u2007200", "1 200"},
                                    {"\u22121", "-1"},
                                    {"\u20111", "-1"},
                                    {"5\u2032", "5'"},
                                    {"5\u2019", "5'"},
                                    {"90\u2033", "90\""},
                                    {"cấp\u2162", "cấp III "},
                                    {"\u2173", " IV "},
                                    {"một – hai", "một – hai"},
                                    {"\xFF\xC3", "\xFF\xC3"},
                                    {"", ""}})
    EXPECT_EQ(layers::plain_text(text), plain);
}

TEST(PlainText, BlanksOfAnyKindAreTakenFromTheEnds) {
  for (const auto* text : {"a b", " a b\t", "\u00A0 a b \u202F\r\n", "\u2007a b\u2009\u2009"})
    EXPECT_EQ(layers::without_blanks(text), "a b");
  EXPECT_EQ(layers::without_blanks(" \u00A0 "), "");
  EXPECT_EQ(layers::without_blanks(""), "");
}

} // namespace
