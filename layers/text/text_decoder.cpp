#include "layers/text/text_decoder.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "geo/error.hpp"
#include "layers/text/encoding_name.hpp"

namespace layers {

namespace {

/// Bytes of the UTF-8 sequence that begins with `first`; 0: none does (RFC 3629 section 4).
std::size_t sequence_length(unsigned char first) {
  if (first < 0x80)
    return 1;
  if (first < 0xC2 || first > 0xF4)
    return 0;
  return first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

/// The second byte has a narrower range after some first ones: no overlong forms, no surrogates,
/// nothing above U+10FFFF.
bool is_second_byte(unsigned char first, unsigned char second) {
  switch (first) {
  case 0xE0:
    return second >= 0xA0 && second <= 0xBF;
  case 0xED:
    return second >= 0x80 && second <= 0x9F;
  case 0xF0:
    return second >= 0x90 && second <= 0xBF;
  case 0xF4:
    return second >= 0x80 && second <= 0x8F;
  default:
    return second >= 0x80 && second <= 0xBF;
  }
}

std::string from_latin_1(std::string_view text) {
  std::string utf8;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      utf8 += c;
    } else {
      utf8 += static_cast<char>(0xC0U | (byte >> 6U));
      utf8 += static_cast<char>(0x80U | (byte & 0x3FU));
    }
  }
  return utf8;
}

/// nullopt: the text is not in the converter's encoding.
std::optional<std::string> converted(iconv_t converter, std::string_view text) {
  constexpr std::size_t utf8_bytes_at_most = 4; // for a byte, and for a letter still held back
  std::string utf8((text.size() + 1) * utf8_bytes_at_most, '\0');
  char* in = const_cast<char*>(text.data()); // NOLINT: iconv's signature; it only reads
  char* out = utf8.data();
  std::size_t in_left = text.size();
  std::size_t out_left = utf8.size();
  constexpr auto failed = static_cast<std::size_t>(-1);
  iconv(converter, nullptr, nullptr, nullptr, nullptr);
  if (iconv(converter, &in, &in_left, &out, &out_left) == failed ||
      iconv(converter, nullptr, nullptr, &out, &out_left) == failed) // the letter held back
    return std::nullopt;
  utf8.resize(utf8.size() - out_left);
  return utf8;
}

using Converter = std::unique_ptr<void, geo::ReleasedBy<&iconv_close>>;

/// null: the system does not know it. `name`: as encoding_name() gives it.
Converter converter_from(const std::string& name) {
  const auto unknown = reinterpret_cast<iconv_t>(-1); // NOLINT: iconv's own convention
  auto* const converter = iconv_open("UTF-8", name.c_str());
  return Converter(converter == unknown ? nullptr : converter);
}

/// As iconv knows it, else as it is spelled.
std::string known_name(const std::string& encoding) {
  return encoding_name(encoding).value_or(encoding);
}

struct WideEncoding {
  std::string_view mark;
  const char* name;
  std::string_view letter_pattern; ///< of ASCII: '.' for a letter, '0' for a zero
};

/// UTF-32 first: its mark begins with that of UTF-16.
constexpr std::array<WideEncoding, 4> wide_encodings{{
    {std::string_view("\xFF\xFE\0\0", 4), "UTF-32LE", ".000"},
    {std::string_view("\0\0\xFE\xFF", 4), "UTF-32BE", "000."},
    {"\xFF\xFE", "UTF-16LE", ".0.0"},
    {"\xFE\xFF", "UTF-16BE", "0.0."},
}};

bool fits(std::string_view bytes, std::string_view pattern) {
  return bytes.size() >= pattern.size() &&
         std::ranges::equal(bytes.substr(0, pattern.size()), pattern,
                            [](char byte, char place) { return (byte == 0) == (place == '0'); });
}

} // namespace

std::optional<std::string> from_wide_unicode(std::string_view bytes, const std::string& encoding) {
  const auto name = known_name(encoding);
  const auto has_mark = [&](const auto& wide) { return bytes.starts_with(wide.mark); };
  const auto is_wide = [&](const auto& wide) {
    return wide.name == name || fits(bytes, wide.letter_pattern);
  };
  const auto* found = std::ranges::find_if(wide_encodings, has_mark);
  if (found != wide_encodings.end())
    bytes.remove_prefix(found->mark.size());
  else
    found = std::ranges::find_if(wide_encodings, is_wide);
  if (found == wide_encodings.end())
    return std::nullopt;
  const auto converter = converter_from(found->name);
  return converter ? converted(converter.get(), bytes) : std::nullopt;
}

bool is_wide_unicode(const std::string& encoding) {
  return std::ranges::find(wide_encodings, known_name(encoding), &WideEncoding::name) !=
         wide_encodings.end();
}

std::string_view without_mark(std::string_view utf8) {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  utf8.remove_prefix(utf8.starts_with(mark) ? mark.size() : 0);
  return utf8;
}

bool is_known_encoding(const std::string& encoding) {
  const auto name = known_name(encoding);
  return name.empty() || converter_from(name);
}

bool is_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
    const auto length = sequence_length(byte(0));
    if (length == 0 || at + length > text.size())
      return false;
    if (length > 1 && !is_second_byte(byte(0), byte(1)))
      return false;
    for (std::size_t i = 2; i < length; ++i) {
      if ((byte(i) & 0xC0U) != 0x80)
        return false;
    }
    at += length;
  }
  return true;
}

TextDecoder::TextDecoder(const std::string& encoding, const std::string& source) {
  const auto name = known_name(encoding);
  if (name.empty())
    return;
  m_converter = converter_from(name);
  if (!m_converter)
    geo::fail(geo::ErrorKind::invalid_input,
              "{}: encoding \"{}\" is not known; write it like \"CP1258\", \"CP1251\" or "
              "\"ISO-8859-1\"",
              source, encoding);
}

std::string TextDecoder::decode(std::string_view text, bool& assumed) const {
  if (is_utf8(text))
    return std::string(text);
  if (m_converter) {
    if (auto utf8 = converted(m_converter.get(), text))
      return std::move(*utf8);
  }
  assumed = true;
  return from_latin_1(text);
}

} // namespace layers
