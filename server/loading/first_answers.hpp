#pragma once

#include <memory>
#include <thread>

#include "layers/features/layer.hpp"

namespace server {

/// Whoever asks first about coverage would wait for the ways from all places to their roads, which
/// are worked out once and kept: so the plain question is asked as soon as a map is served, by a
/// thread that gives way to all others, and its answer thrown away.
class FirstAnswers {
public:
  /// What is still being worked out for the map before is given up. Nothing happens for a map that
  /// has no roads, stations or places where people live, or more of these than are kept. Does not
  /// throw.
  void prepare(std::shared_ptr<const layers::Map> map);

private:
  std::jthread m_thread;
};

} // namespace server
