#pragma once

#include <string_view>

namespace layers {

/// Whether a text may become a JSON number without a change: read as a number and written again it
/// is the same, letter by letter. `-5`, `0.25` and `18446744073709551615` are; `007`, `+5`, `1.50`,
/// `1e5`, `-0` and whole numbers beyond 64 bits are not.
bool prints_as_it_stands(std::string_view text);

/// Whether the text is a number by the grammar of JSON (RFC 8259, section 6), however large.
bool is_json_number(std::string_view text);

} // namespace layers
