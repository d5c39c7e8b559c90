#include "server/loading/source_watch.hpp"

#include <utility>

#include "layers/files/source_look.hpp"

namespace server {

namespace {

std::string stamps_of(const layers::Config& config, const std::vector<std::string>& sources) {
  layers::SourceLook look;
  auto stamps = look.stamp(config.response.profile);
  for (const auto& layer : config.layers)
    stamps += '\n' + look.stamp(layer.source);
  for (const auto& source : sources)
    stamps += '\n' + look.stamp(source);
  return stamps;
}

} // namespace

void SourceWatch::start(const layers::Config& config, std::vector<std::string> sources) {
  m_sources = std::move(sources);
  m_known = stamps_of(config, m_sources);
  m_seen = m_known;
}

bool SourceWatch::has_settled_change(const layers::Config& config) {
  auto stamps = stamps_of(config, m_sources);
  const bool settled = stamps == std::exchange(m_seen, stamps);
  if (!settled || stamps == m_known)
    return false;
  m_known = std::move(stamps);
  return true;
}

} // namespace server
