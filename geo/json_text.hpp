#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace geo {

/// Direct writers of JSON tokens, appended to `out`.

/// `text` must be UTF-8. Quotes it and escapes what RFC 8259 section 7 requires.
void append_json_string(std::string& out, std::string_view text);

/// The shortest text that reads back as the same double, with a point or an exponent; null when it
/// is not finite.
void append_json_number(std::string& out, double value);
void append_json_number(std::string& out, std::int64_t value);

/// Where a parser stopped, for a person: "line 3, column 4". `byte` counts from 1, as does what is
/// returned; columns are bytes.
std::string line_and_column(std::string_view text, std::size_t byte);

} // namespace geo
