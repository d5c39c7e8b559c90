#include "server/source_watch.hpp"

#include <utility>

#include "layers/catalog.hpp"

namespace server {

namespace {

std::string stamps_of(const std::vector<layers::LayerConfig>& configs) {
  std::string stamps;
  for (const auto& config : configs)
    stamps += layers::source_stamp(config) + '\n';
  return stamps;
}

} // namespace

void SourceWatch::start(const std::vector<layers::LayerConfig>& configs) {
  m_known = stamps_of(configs);
  m_seen = m_known;
}

bool SourceWatch::has_settled_change(const std::vector<layers::LayerConfig>& configs) {
  auto stamps = stamps_of(configs);
  const bool settled = stamps == std::exchange(m_seen, stamps);
  if (!settled || stamps == m_known)
    return false;
  m_known = std::move(stamps);
  return true;
}

} // namespace server
