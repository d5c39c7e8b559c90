#pragma once

#include <cstddef>
#include <string_view>

namespace layers {

/// The bytes of a text as it is sent: the most that any coding makes of it. None given: as it is.
using SentBytes = std::size_t (*)(std::string_view);

/// About that: of a long text an eighth is compressed, evenly spread. From 1 % too little to half
/// as much again on tiles of all kinds, the longer the better.
std::size_t estimated_sent_bytes(std::string_view text, SentBytes sent_bytes);

/// A tile that unpacks to more than this many times the budget is too large for who draws it,
/// however small it is sent.
constexpr std::size_t most_times_compressed = 16;

/// Whether a text as it is sent is within a budget: as it is estimated, and measured where that is
/// near the budget. What is larger does not fit; of a long text, what is a little smaller may not.
bool fits(std::string_view text, std::size_t budget_bytes, SentBytes sent_bytes);

} // namespace layers
