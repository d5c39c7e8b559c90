#pragma once

#include <string>
#include <string_view>

namespace geo {

/// Text of data on one line that steers no terminal: control characters (those of 8 bits and of
/// Unicode, which turn or part lines, too) as "\x0a" or "\u202e", bytes that are not UTF-8 as
/// "\x9b".
std::string on_one_line(std::string_view text);

/// Text as people, logs and terminals may see it: without_secrets(), on_one_line(), and of 4,000
/// bytes at most. Whatever
/// names a source goes through here; errors do by themselves.
std::string shown_text(std::string_view text);

} // namespace geo
