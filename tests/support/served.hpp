#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "server/http/http_head.hpp"
#include "server/wire/pistache_server.hpp"
#include "tests/support/raw_client.hpp"
#include "tests/support/wait_until.hpp"

/// A server on a free port of 127.0.0.1 for the tests of the wire:
///   /fast/...   the target, answered on the socket thread
///   .../question, .../download   of that class of work
///   /big        8 MiB of 'b', answered on the socket thread
///   /large      256 KiB of 'l', which the kernel takes at once, answered on the socket thread
///   /halt       holds the socket thread itself until release()
///   /own        8 MiB of 'o', each answer its own; /own-fast on the socket thread
///   /part       the bytes 3 to 5 of "0123456789"
///   /throw      throws in the handler, /throw-fast on the socket thread
///   /slow       the target, after a wait until release(), or until it is asked to stop
///   /deaf       the same, but it is deaf to being stopped
///   /late       the target, a little after it was asked to stop
///   /client     the address of who asks
///   /pieces     "0,1,2,...,9999," in pieces of ten numbers, made on a work thread
///   /sized      the same with its length known before
///   /held       "first", and "last" after a wait until release()
///   /broken     a stream that throws after its first piece
///   /news       a stream from the socket thread: what tell() is told; it ends by tell("")
///   /endless    a stream without end, 64 KiB a piece
///   /bare       takes no body; /no-body refuses one with a 415
///   anything    method, target and body, one a line
class Served {
public:
  static constexpr std::size_t big_bytes = 8 * 1024 * 1024;
  static constexpr std::size_t large_bytes = 256 * 1024;
  static constexpr int numbers = 10'000;

  /// An hour for everything, so that no machine is too slow. A test shortens what it is about.
  static server::ServerOptions patient() {
    constexpr double hour_s = 3600;
    server::ServerOptions options;
    options.timeouts = {.header_s = hour_s,
                        .body_s = hour_s,
                        .idle_s = hour_s,
                        .work_s = hour_s,
                        .write_stall_s = hour_s,
                        .drain_s = hour_s};
    return options;
  }

  /// Does not begin before server.start(): what clients have sent until then is there when the
  /// server first looks at them, so that no timeout ends them before.
  struct Later {};

  explicit Served(server::ServerOptions options = patient()) : Served(std::move(options), Later()) {
    server.start();
  }
  Served(server::ServerOptions options, Later /*start*/)
      : server(with_free_port(std::move(options)),
               {.admit = [](const server::Request& request) { return admit(request); },
                .fast = [this](const server::Request& request) { return fast(request); },
                .class_of = [](const server::Request& request) { return class_of(request); },
                .handler = [this](const server::Request& request) { return answer(request); },
                .waited =
                    [this](server::WorkClass work, auto /*time*/) {
                      const std::lock_guard lock(m_mutex);
                      m_begun_classes.push_back(work);
                    },
                .log =
                    [this](const server::AccessEntry& entry) {
                      const std::lock_guard lock(m_mutex);
                      m_log.push_back(entry);
                    }}) {}
  ~Served() { release(); }

  std::uint16_t port() const { return server.addresses().front().port; }
  void release() {
    {
      const std::lock_guard lock(m_mutex);
      m_released = true;
    }
    m_changed.notify_all();
  }
  std::size_t queued() const { return sum(&server::ServerLoad::Work::queued); }
  std::vector<server::WorkClass> begun_classes() const { ///< of what has had a work thread
    const std::lock_guard lock(m_mutex);
    return m_begun_classes;
  }
  int running() const { return m_running; }
  int begun() const { return m_begun; }     ///< slow requests so far
  int stopped() const { return m_stopped; } ///< slow requests that ended because they were told to
  bool is_halted() const { return m_halted > 0; }
  int pieces_made() const { return *m_pieces_made; } ///< of /endless
  void tell(std::string news) {
    const std::lock_guard lock(m_mutex);
    m_news.push_back(std::move(news));
  }
  /// Waits for `count` requests to be inside the slow handler.
  bool wait_for_running(int count) const {
    return support::wait_until([&] { return m_running >= count; });
  }
  /// Waits for all work to be done, or given up before it was begun.
  bool wait_for_idle_threads() const {
    return support::wait_until(
        [&] { return queued() == 0 && sum(&server::ServerLoad::Work::running) == 0; });
  }
  std::vector<server::AccessEntry> log() const {
    const std::lock_guard lock(m_mutex);
    return m_log;
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

  static server::WorkClass class_of(const server::Request& request) {
    const auto last = request.segments.empty() ? "" : request.segments.back();
    return last == "question"   ? server::WorkClass::questions
           : last == "download" ? server::WorkClass::downloads
                                : server::WorkClass::tiles;
  }

  std::size_t sum(std::size_t server::ServerLoad::Work::*what) const {
    std::size_t total = 0;
    for (const auto& work : server.load().work)
      total += work.*what;
    return total;
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
      return {.takes_body = false, .refusal = server::refusal_response(415, "no body here")};
    return {.takes_body = first != "bare"};
  }

  std::optional<server::Response> fast(const server::Request& request) {
    const auto first = first_segment(request);
    if (first == "throw-fast")
      throw std::runtime_error("thrown on the socket thread");
    if (first == "big")
      return server::Response{.body = m_big};
    if (first == "large")
      return server::Response{.body = m_large};
    if (first == "halt") {
      ++m_halted;
      wait({});
      return text(request.target);
    }
    if (first == "own-fast")
      return text(std::string(big_bytes, 'o'));
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
    if (first == "held")
      return stream([this, is_first = true]() mutable {
        if (std::exchange(is_first, false))
          return server::BodyPiece{.bytes = "first"};
        wait({});
        return server::BodyPiece{.bytes = "last", .is_last = true};
      });
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
    if (first == "slow" || first == "deaf") {
      ++m_begun;
      ++m_running;
      wait(first == "deaf" ? std::stop_token() : request.stop);
      --m_running;
      return text(request.target);
    }
    if (first == "late") {
      wait(request.stop);
      for (int turn = 0; turn < 50; ++turn)
        std::this_thread::yield();
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

  void wait(const std::stop_token& stop) {
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, stop, [&] { return m_released; });
    m_stopped += stop.stop_requested() ? 1 : 0;
  }

  const std::shared_ptr<const std::string> m_big =
      std::make_shared<const std::string>(big_bytes, 'b');
  const std::shared_ptr<std::atomic<int>> m_pieces_made = std::make_shared<std::atomic<int>>(0);
  const std::shared_ptr<const std::string> m_large =
      std::make_shared<const std::string>(large_bytes, 'l');
  bool m_released = false;
  std::atomic<int> m_halted = 0;
  std::atomic<int> m_begun = 0;
  std::atomic<int> m_running = 0;
  std::atomic<int> m_stopped = 0;
  mutable std::mutex m_mutex;
  std::condition_variable_any m_changed;
  std::vector<server::AccessEntry> m_log;
  std::vector<server::WorkClass> m_begun_classes;
  std::vector<std::string> m_news;

public:
  server::PistacheServer server; ///< last: it ends before what its handlers use
};
