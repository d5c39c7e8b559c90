#pragma once

#include <string>
#include <string_view>

namespace layers {

/// Signs as a keyboard has them: blanks of every width as ' ', − and other dashes of one hyphen's
/// meaning as '-', ′ and ’ as ', ″ and ” as ", Ⅲ as "III".
std::string plain_text(std::string_view text);

/// Without blanks of any kind at its ends.
std::string_view without_blanks(std::string_view text);

} // namespace layers
