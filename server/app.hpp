#pragma once

#include <atomic>

#include "layers/catalog.hpp"

namespace server {

/// What requests are answered from. Built once, passed by reference; safe to read from any thread.
struct App {
  layers::Catalog catalog;
  std::atomic<bool> is_draining = false;
};

} // namespace server
