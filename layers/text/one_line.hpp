#pragma once

#include <string>
#include <string_view>

namespace layers {

/// Control characters as "\x0a": what a source says cannot break a line of a log or a report, nor
/// steer a terminal.
std::string on_one_line(std::string_view text);

} // namespace layers
