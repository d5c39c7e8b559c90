#pragma once

#include <string>
#include <vector>

#include "layers/config/layer_config.hpp"

namespace server {

/// Notices that the files of layers, of served folders or the speed profile changed, and waits
/// until whoever writes them is done. For one thread at a time.
class SourceWatch {
public:
  /// Call before they are read: only what changes from now on is noticed.
  /// `sources`: what is served without a configuration, for files that are no layers yet.
  void start(const layers::Config& config, std::vector<std::string> sources = {});

  /// One look at the files. True once for each change, when they are as they were at the last look.
  bool has_settled_change(const layers::Config& config);

private:
  std::vector<std::string> m_sources;
  std::string m_seen;  ///< stamps at the last look
  std::string m_known; ///< stamps of what was read, or tried to
};

} // namespace server
