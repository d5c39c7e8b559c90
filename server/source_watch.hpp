#pragma once

#include <string>
#include <vector>

#include "layers/layer_config.hpp"

namespace server {

/// Notices that the files of layers changed, and waits until whoever writes them is done. For one
/// thread at a time.
class SourceWatch {
public:
  /// Call before these layers are read: only what changes from now on is noticed.
  void start(const std::vector<layers::LayerConfig>& configs);

  /// One look at the files. True once for each change, when they are as they were at the last look.
  bool has_settled_change(const std::vector<layers::LayerConfig>& configs);

private:
  std::string m_seen;  ///< stamps at the last look
  std::string m_known; ///< stamps of what was read, or tried to
};

} // namespace server
