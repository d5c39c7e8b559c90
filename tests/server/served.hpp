#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "server/pistache_server.hpp"
#include "tests/support/raw_client.hpp"

/// A server on a free port of 127.0.0.1 for the tests of the wire:
///   /fast/...   the target, answered on the socket thread
///   /big        8 MiB of 'b', answered on the socket thread
///   /throw      throws in the handler, /throw-fast on the socket thread
///   /slow       the target, after a wait until release() or for the milliseconds in ?ms=
///   anything    method, target and body, one a line
class Served {
public:
  static constexpr std::size_t big_bytes = 8 * 1024 * 1024;

  explicit Served(server::ServerOptions options = {})
      : server(
            with_free_port(std::move(options)),
            [this](const server::Request& request) { return fast(request); },
            [this](const server::Request& request) { return answer(request); },
            [this](const server::AccessEntry& entry) {
              const std::lock_guard lock(m_mutex);
              m_log.push_back(entry);
            }) {}
  ~Served() { release(); }

  std::uint16_t port() const { return server.port(); }
  void release() { m_released = true; }
  int running() const { return m_running; }
  /// Waits for `count` requests to be inside the slow handler.
  void wait_for_running(int count) const {
    while (m_running < count)
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  std::vector<server::AccessEntry> log() const {
    const std::lock_guard lock(m_mutex);
    return m_log;
  }

private:
  static server::ServerOptions with_free_port(server::ServerOptions options) {
    options.port = 0;
    return options;
  }

  static server::Response text(std::string body) {
    return {.status = 200,
            .headers = {{"Content-Type", "text/plain"}},
            .body = std::make_shared<const std::string>(std::move(body))};
  }

  std::optional<server::Response> fast(const server::Request& request) const {
    const auto first = request.segments.empty() ? "" : request.segments.front();
    if (first == "throw-fast")
      throw std::runtime_error("thrown on the socket thread");
    if (first == "big")
      return server::Response{.status = 200, .headers = {}, .body = m_big};
    if (first == "fast")
      return text(request.target);
    return std::nullopt;
  }

  server::Response answer(const server::Request& request) {
    const auto first = request.segments.empty() ? "" : request.segments.front();
    if (first == "throw")
      throw std::runtime_error("thrown in the handler");
    if (first == "slow") {
      ++m_running;
      wait(request);
      --m_running;
      return text(request.target);
    }
    return text(request.method + "\n" + request.target + "\n" + request.body + "\n");
  }

  void wait(const server::Request& request) const {
    if (!request.query.empty())
      std::this_thread::sleep_for(std::chrono::milliseconds(std::stoi(request.query[0].second)));
    else
      while (!m_released)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }

  const std::shared_ptr<const std::string> m_big =
      std::make_shared<const std::string>(big_bytes, 'b');
  std::atomic<bool> m_released = false;
  std::atomic<int> m_running = 0;
  mutable std::mutex m_mutex;
  std::vector<server::AccessEntry> m_log;

public:
  server::PistacheServer server; ///< last: it ends before what its handlers use
};
