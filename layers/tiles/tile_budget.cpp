#include "layers/tiles/tile_budget.hpp"

#include <algorithm>
#include <string>

namespace layers {

std::size_t estimated_sent_bytes(std::string_view text, SentBytes sent_bytes) {
  constexpr std::size_t block = 16 << 10;
  constexpr std::size_t least_blocks = 8;
  constexpr std::size_t every = 8 * block;
  if (sent_bytes == nullptr)
    return text.size();
  if (text.size() <= least_blocks * block)
    return sent_bytes(text);
  const auto blocks = std::max(least_blocks, text.size() / every);
  std::string sample;
  for (std::size_t i = 0; i < blocks; ++i)
    sample += text.substr(text.size() * i / blocks, block);
  return sent_bytes(sample) * text.size() / sample.size();
}

bool fits(std::string_view text, std::size_t budget_bytes, SentBytes sent_bytes) {
  if (text.size() <= budget_bytes || sent_bytes == nullptr)
    return text.size() <= budget_bytes;
  if (text.size() / most_times_compressed > budget_bytes)
    return false;
  const auto estimate = estimated_sent_bytes(text, sent_bytes);
  if (estimate > budget_bytes || estimate <= budget_bytes - budget_bytes / 24)
    return estimate <= budget_bytes;
  return sent_bytes(text) <= budget_bytes;
}

} // namespace layers
