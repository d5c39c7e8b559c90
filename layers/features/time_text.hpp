#pragma once

#include <string_view>

namespace layers {

/// Whether the text is a date ("2024-02-29") or a date and time ("2024-02-29T23:59:58.5+07:00") as
/// in RFC 3339, section 5.6: 'T' and 'Z' may be small letters, a space may stand for the 'T', the
/// day is one of the calendar. The offset may be missing: sources often do not know it.
bool is_time(std::string_view text);

} // namespace layers
