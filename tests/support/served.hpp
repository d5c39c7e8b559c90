#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "server/http/http_head.hpp"
#include "server/wire/pistache_server.hpp"
#include "tests/support/raw_client.hpp"

/// A server on a free port of 127.0.0.1 for the tests of the wire:
///   /fast/...   the target, answered on the socket thread
///   /big        8 MiB of 'b', answered on the socket thread
///   /own        8 MiB of 'o', each answer its own
///   /part       the bytes 3 to 5 of "0123456789"
///   /throw      throws in the handler, /throw-fast on the socket thread
///   /slow       the target, after a wait until release() or for the milliseconds in ?ms=
///   /client     the address of who asks
///   /pieces     "0,1,2,...,9999," in pieces of ten numbers, made on a work thread
///   /sized      the same with its length known before
///   /broken     a stream that throws after its first piece
///   /news       a stream from the socket thread: what tell() is told; it ends by tell("")
///   /endless    a stream without end, 64 KiB a piece
///   /ten        takes at most ten bytes of body; /no-body refuses one with a 415
///   anything    method, target and body, one a line
class Served {
public:
  static constexpr std::size_t big_bytes = 8 * 1024 * 1024;
  static constexpr int numbers = 10'000;

  explicit Served(server::ServerOptions options = {})
      : server(with_free_port(std::move(options)),
               {.admit = [](const server::Request& request) { return admit(request); },
                .fast = [this](const server::Request& request) { return fast(request); },
                .handler = [this](const server::Request& request) { return answer(request); },
                .log =
                    [this](const server::AccessEntry& entry) {
                      const std::lock_guard lock(m_mutex);
                      m_log.push_back(entry);
                    }}) {
    server.start();
  }
  ~Served() { release(); }

  std::uint16_t port() const { return server.addresses().front().port; }
  void release() { m_released = true; }
  int running() const { return m_running; }
  int stopped() const { return m_stopped; } ///< slow requests that ended because they were told to
  int pieces_made() const { return *m_pieces_made; } ///< of /endless
  void tell(std::string news) {
    const std::lock_guard lock(m_mutex);
    m_news.push_back(std::move(news));
  }
  /// Waits for `count` requests to be inside the slow handler.
  void wait_for_running(int count) const {
    wait_until([&] { return m_running >= count; });
  }
  std::vector<server::AccessEntry> log() const {
    const std::lock_guard lock(m_mutex);
    return m_log;
  }
  /// Ten seconds at most.
  static bool wait_until(const std::function<bool()>& condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!condition() && std::chrono::steady_clock::now() < end)
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return condition();
  }
  static std::string all_numbers() {
    std::string text;
    for (int i = 0; i < numbers; ++i)
      text += std::to_string(i) + ",";
    return text;
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

  static server::Response stream(std::function<server::BodyPiece()> next, bool is_quick = false) {
    server::Response response;
    response.stream = std::make_shared<server::BodyStream>();
    response.stream->next = std::move(next);
    response.stream->is_quick = is_quick;
    return response;
  }

  static std::string first_segment(const server::Request& request) {
    return request.segments.empty() ? "" : request.segments.front();
  }

  static server::Admission admit(const server::Request& request) {
    const auto first = first_segment(request);
    if (first == "no-body")
      return {.body_bytes = 0, .refusal = server::refusal_response(415, "no body here")};
    return {.body_bytes = first == "ten" ? 10U : 1024U * 1024};
  }

  std::optional<server::Response> fast(const server::Request& request) {
    const auto first = first_segment(request);
    if (first == "throw-fast")
      throw std::runtime_error("thrown on the socket thread");
    if (first == "big")
      return server::Response{.body = m_big};
    if (first == "part")
      return server::Response{.body = std::make_shared<const std::string>("0123456789"),
                              .part = server::ByteRange{3, 3}};
    if (first == "fast")
      return text(request.target);
    if (first == "client")
      return text(request.client);
    if (first == "news")
      return stream([this, next = std::size_t{0}]() mutable { return news(next); }, true);
    return std::nullopt;
  }

  server::Response answer(const server::Request& request) {
    const auto first = first_segment(request);
    if (first == "throw")
      throw std::runtime_error("thrown in the handler");
    if (first == "own")
      return text(std::string(big_bytes, 'o'));
    if (first == "pieces" || first == "sized") {
      auto response = stream([next = 0]() mutable { return ten_numbers(next); });
      if (first == "sized")
        response.stream->length = all_numbers().size();
      return response;
    }
    if (first == "endless")
      return stream([made = m_pieces_made] {
        ++*made;
        return server::BodyPiece{.bytes = std::string(64UL * 1024, 'e')};
      });
    if (first == "broken")
      return stream([is_first = true]() mutable {
        if (!std::exchange(is_first, false))
          throw std::runtime_error("thrown in a stream");
        return server::BodyPiece{.bytes = "first"};
      });
    if (first == "slow") {
      ++m_running;
      wait(request);
      --m_running;
      return text(request.target);
    }
    return text(request.method + "\n" + request.target + "\n" + request.body + "\n");
  }

  static server::BodyPiece ten_numbers(int& next) {
    server::BodyPiece piece;
    for (int i = 0; i < 10; ++i)
      piece.bytes += std::to_string(next++) + ",";
    piece.is_last = next == numbers;
    return piece;
  }

  server::BodyPiece news(std::size_t& next) const {
    const std::lock_guard lock(m_mutex);
    if (next == m_news.size())
      return {};
    const auto& text = m_news[next++];
    return {.bytes = text, .is_last = text.empty()};
  }

  void wait(const server::Request& request) {
    if (!request.query.empty())
      return std::this_thread::sleep_for(
          std::chrono::milliseconds(std::stoi(request.query[0].second)));
    while (!m_released && !request.stop.stop_requested())
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    m_stopped += request.stop.stop_requested() ? 1 : 0;
  }

  const std::shared_ptr<const std::string> m_big =
      std::make_shared<const std::string>(big_bytes, 'b');
  const std::shared_ptr<std::atomic<int>> m_pieces_made = std::make_shared<std::atomic<int>>(0);
  std::atomic<bool> m_released = false;
  std::atomic<int> m_running = 0;
  std::atomic<int> m_stopped = 0;
  mutable std::mutex m_mutex;
  std::vector<server::AccessEntry> m_log;
  std::vector<std::string> m_news;

public:
  server::PistacheServer server; ///< last: it ends before what its handlers use
};
