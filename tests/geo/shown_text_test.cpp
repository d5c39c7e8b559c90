#include "geo/shown_text.hpp"

#include <string>

#include <gtest/gtest.h>

#include "geo/error.hpp"

using namespace std::string_literals;

TEST(OnOneLine, ControlCharactersAreWritten) {
  EXPECT_EQ(geo::on_one_line("a\nb\r\t\x1b[2J\x7f\0"s), "a\\x0ab\\x0d\\x09\\x1b[2J\\x7f\\x00");
  EXPECT_EQ(geo::on_one_line("Trạm \"1\" \\ 2 – Пожарная 🚒"), "Trạm \"1\" \\ 2 – Пожарная 🚒");
  EXPECT_EQ(geo::on_one_line(""), "");
}

TEST(OnOneLine, SoAreThoseOfEightBitsAndOfUnicode) {
  EXPECT_EQ(geo::on_one_line("a\xc2\x9b"
                             "2Jb"),
            "a\\x9b2Jb");
  EXPECT_EQ(geo::on_one_line("exe.\u202egpj"), "exe.\\u202egpj");
  EXPECT_EQ(geo::on_one_line("one\u2028two"), "one\\u2028two");
  EXPECT_EQ(geo::on_one_line("\u2066x\u2069"), "\\u2066x\\u2069");
}

TEST(OnOneLine, BytesThatAreNotUtf8AreWritten) {
  EXPECT_EQ(geo::on_one_line("caf\xe9"), "caf\\xe9");
  EXPECT_EQ(geo::on_one_line("\x9b"
                             "2J"),
            "\\x9b2J");
  EXPECT_EQ(geo::on_one_line("\xc0\x8a"), "\\xc0\\x8a");          // an overlong line feed
  EXPECT_EQ(geo::on_one_line("\xed\xa0\x80"), "\\xed\\xa0\\x80"); // a surrogate
  EXPECT_EQ(geo::on_one_line("\xe1\xba"), "\\xe1\\xba");          // cut short
}

TEST(ShownText, IsCutBetweenCharacters) {
  const std::string most(4000, 'x');
  EXPECT_EQ(geo::shown_text(most), most);
  EXPECT_EQ(geo::shown_text(most + 'x'), most + "…");
  EXPECT_EQ(geo::shown_text(std::string(3999, 'x') + "ạạ"), std::string(3999, 'x') + "…");
}

TEST(Error, ShowsNeitherSecretsNorControlCharacters) {
  const geo::Error error(geo::ErrorKind::invalid_input,
                         "PG:host=db password=S3cret: no table \"a\x1b[2Jb\"");
  EXPECT_STREQ(error.what(), "PG:host=db password=***: no table \"a\\x1b[2Jb\"");
}
