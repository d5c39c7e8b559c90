#include "layers/text/one_line.hpp"

#include <gtest/gtest.h>

TEST(OnOneLine, ControlCharactersAreWritten) {
  using namespace std::string_literals;
  EXPECT_EQ(layers::on_one_line("a\nb\r\t\x1b[2J\x7f\0"s), "a\\x0ab\\x0d\\x09\\x1b[2J\\x7f\\x00");
  EXPECT_EQ(layers::on_one_line("Trạm \"1\" \\ 2"), "Trạm \"1\" \\ 2");
  EXPECT_EQ(layers::on_one_line(""), "");
}
