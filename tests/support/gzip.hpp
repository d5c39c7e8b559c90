#pragma once

#include <string>
#include <string_view>

namespace support {

/// A gzip member of the text.
std::string gzip(std::string_view text);
/// The text of a gzip member; throws std::runtime_error when it is none.
std::string gunzip(std::string_view member);

} // namespace support
