#pragma once

#include <optional>
#include <string_view>

namespace server {

/// How much a client likes something, in thousandths: a qvalue has three decimals at most.
using Liking = int;

/// What follows the name of something in an Accept header (RFC 9110 section 12.4.2): 1000 for
/// nothing, 500 for ";q=0.5"; nullopt for what is neither.
std::optional<Liking> parse_weight(std::string_view text);

} // namespace server
