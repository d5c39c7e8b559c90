#include "layers/text/encoding_name.hpp"

#include <optional>

#include <gtest/gtest.h>

#include "layers/text/text_decoder.hpp"

namespace {

using layers::encoding_name;

TEST(EncodingName, EverySpellingIsUnderstood) {
  for (const auto& [spelling, name] :
       std::vector<std::pair<const char*, const char*>>{{"ANSI 1252", "CP1252"},
                                                        {"ANSI_1252", "CP1252"},
                                                        {"1252", "CP1252"},
                                                        {"windows-1251", "CP1251"},
                                                        {"WINDOWS-1258", "CP1258"},
                                                        {"cp1258", "CP1258"},
                                                        {"OEM 866", "CP866"},
                                                        {"IBM437", "CP437"},
                                                        {"ISO 88591", "ISO-8859-1"},
                                                        {"88591", "ISO-8859-1"},
                                                        {"ISO-8859-15", "ISO-8859-15"},
                                                        {"8859_2", "ISO-8859-2"},
                                                        {"819", "ISO-8859-1"},
                                                        {"28592", "ISO-8859-2"},
                                                        {"LDID/87", "CP1252"},
                                                        {"LDID/201", "CP1251"},
                                                        {"201", "CP1251"},
                                                        {"UTF8", "UTF-8"},
                                                        {"utf-8", "UTF-8"},
                                                        {"65001", "UTF-8"},
                                                        {"UTF-16", "UTF-16LE"},
                                                        {"Big5", "BIG5"},
                                                        {"932", "CP932"},
                                                        {"Shift_JIS", "CP932"},
                                                        {"936", "CP936"},
                                                        {"koi8-r", "KOI8-R"},
                                                        {"Latin1", "ISO-8859-1"},
                                                        {"10007", "MAC-CYRILLIC"},
                                                        {"System", ""},
                                                        {"ANSI", ""},
                                                        {" OEM\r\n", ""}}) {
    EXPECT_EQ(encoding_name(spelling), std::optional<std::string>(name)) << spelling;
    EXPECT_TRUE(layers::is_known_encoding(spelling)) << spelling;
  }
  EXPECT_EQ(encoding_name("whatever"), std::nullopt);
  EXPECT_TRUE(layers::is_known_encoding("GBK")) << "iconv's own";
  EXPECT_TRUE(layers::is_known_encoding("EUC-KR"));
  EXPECT_FALSE(layers::is_known_encoding("whatever"));
  EXPECT_FALSE(layers::is_known_encoding("CP125B"));
}

} // namespace
