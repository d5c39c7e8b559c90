#include "layers/text/encoding_name.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <utility>

#include <fmt/format.h>

#include "geo/number_text.hpp"

namespace layers {

namespace {

using Spelling = std::pair<std::string_view, std::string_view>;

/// Letters and digits only, in lower case.
constexpr std::array<Spelling, 27> spellings{{
    {"", ""},
    {"system", ""},
    {"default", ""},
    {"ansi", ""},
    {"oem", ""},
    {"none", ""},
    {"utf8", "UTF-8"},
    {"utf8bom", "UTF-8"},
    {"utf8sig", "UTF-8"},
    {"ascii", "UTF-8"},
    {"usascii", "UTF-8"},
    {"unicode", "UTF-16LE"},
    {"ucs2", "UTF-16LE"},
    {"utf16", "UTF-16LE"},
    {"latin1", "ISO-8859-1"},
    {"latin2", "ISO-8859-2"},
    {"latin5", "ISO-8859-9"},
    {"latin9", "ISO-8859-15"},
    {"macroman", "MACINTOSH"},
    {"maccyrillic", "MAC-CYRILLIC"},
    {"koi8r", "KOI8-R"},
    {"koi8u", "KOI8-U"},
    {"big5", "BIG5"},
    {"sjis", "CP932"},
    {"shiftjis", "CP932"},
    {"tcvn", "TCVN"},
    {"tcvn3", "TCVN"},
}};

/// Numbers that are no code page "CP<number>" of iconv.
constexpr std::array<std::pair<unsigned, std::string_view>, 17> numbered_pages{{
    {65001, "UTF-8"},
    {1200, "UTF-16LE"},
    {1201, "UTF-16BE"},
    {12000, "UTF-32LE"},
    {12001, "UTF-32BE"},
    {819, "ISO-8859-1"},
    {912, "ISO-8859-2"},
    {923, "ISO-8859-15"},
    {10000, "MACINTOSH"},
    {10007, "MAC-CYRILLIC"},
    {20127, "UTF-8"},
    {20866, "KOI8-R"},
    {21866, "KOI8-U"},
    {20932, "EUC-JP"},
    {51949, "EUC-KR"},
    {54936, "GB18030"},
    {57002, "UTF-8"},
}};

/// "Language driver" bytes of dBASE and FoxPro files.
constexpr std::array<std::pair<unsigned, unsigned>, 42> dbf_drivers{{
    {1, 437},   {2, 850},   {3, 1252},  {8, 865},    {9, 437},    {10, 850},   {11, 437},
    {13, 437},  {14, 850},  {15, 437},  {16, 850},   {17, 437},   {18, 850},   {19, 932},
    {20, 850},  {21, 437},  {22, 850},  {23, 865},   {24, 437},   {25, 437},   {26, 850},
    {27, 437},  {28, 863},  {29, 850},  {31, 852},   {34, 852},   {35, 852},   {36, 860},
    {37, 850},  {38, 866},  {77, 936},  {78, 949},   {79, 950},   {80, 874},   {87, 1252},
    {88, 1252}, {89, 1252}, {101, 866}, {200, 1250}, {201, 1251}, {202, 1254}, {203, 1253},
}};

std::string bare(std::string_view spelling) {
  std::string letters;
  for (const char c : spelling) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte))
      letters += static_cast<char>(std::tolower(byte));
  }
  return letters;
}

template <typename Row, std::size_t n, typename Key>
const Row* row_of(const std::array<Row, n>& table, const Key& key) {
  const auto* const found = std::ranges::find(table, key, &Row::first);
  return found == table.end() ? nullptr : found;
}

std::string name_of_page(unsigned page) {
  if (const auto* row = row_of(numbered_pages, page))
    return std::string(row->second);
  if (page > 28590 && page <= 28606)
    return fmt::format("ISO-8859-{}", page - 28590);
  return fmt::format("CP{}", page);
}

/// "iso88591", "88591" -> "ISO-8859-1"
std::optional<std::string> iso_8859(std::string_view name) {
  if (name.starts_with("iso"))
    name.remove_prefix(3);
  if (!name.starts_with("8859") || name.size() > 6)
    return std::nullopt;
  const auto part = geo::parse_number<unsigned>(name.substr(4));
  return part && *part >= 1 && *part <= 16 ? std::optional(fmt::format("ISO-8859-{}", *part))
                                           : std::nullopt;
}

/// "ldid201", and the bare number: no code page that a file is in has one of these.
std::optional<std::string> dbf_driver(std::string_view name) {
  const bool is_said = name.starts_with("ldid");
  const auto driver = geo::parse_number<unsigned>(name.substr(is_said ? 4 : 0));
  const auto* const row = driver ? row_of(dbf_drivers, *driver) : nullptr;
  if (row)
    return name_of_page(row->second);
  return is_said ? std::optional(std::string()) : std::nullopt;
}

/// "windows1252", "ansi1252", "oem866", "ibm437", "cp1252", "mswin1252", "1252"
std::optional<std::string> code_page(std::string_view name) {
  const auto first_digit = std::min(name.find_first_of("0123456789"), name.size());
  constexpr std::array<std::string_view, 13> words{"",     "cp",  "windows", "win", "mswin",
                                                   "ansi", "oem", "ibm",     "dos", "msdos",
                                                   "ms",   "xcp", "codepage"};
  const auto page = geo::parse_number<unsigned>(name.substr(first_digit));
  if (!page || std::ranges::find(words, name.substr(0, first_digit)) == words.end())
    return std::nullopt;
  return name_of_page(*page);
}

} // namespace

std::optional<std::string> encoding_name(std::string_view spelling) {
  const auto name = bare(spelling);
  if (const auto* row = row_of(spellings, std::string_view(name)))
    return std::string(row->second);
  for (const auto find : {dbf_driver, iso_8859, code_page}) {
    if (auto found = find(name))
      return found;
  }
  return std::nullopt;
}

} // namespace layers
