// The input is what a client sends, with a byte 0xFF where a piece of it ends. It comes out as the
// same requests and the same refusal whether it arrives whole, in those pieces or dripping;
// nothing that comes out can do harm further in, and little is held meanwhile.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <sanitizer/allocator_interface.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include "check.hpp"
#include "server/commands/request_log.hpp"
#include "server/http/http_head.hpp"
#include "server/wire/pistache_parser.hpp"

namespace {

using server::IncomingRequest;
using server::Request;
using server::RequestParser;
using Step = server::RequestParser::Step;
using Pieces = std::vector<std::string_view>;

const server::ServerLimits limits{.header_bytes = 300, .target_bytes = 60, .body_bytes = 20};

/// What the limits above may grow to: a header of 33 counted bytes is a pair of strings (64) in a
/// vector that doubles, a query of n bytes n / 2 such pairs, a path n strings (32).
constexpr std::size_t most_held_bytes = 16UL * 1024;

/// In pieces, a header or a chunk is judged once all of it came. This ends every header, fills
/// every body that is legal, and ends what follows.
constexpr std::string_view ending =
    "\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n";

bool is_printable(char c) {
  return c >= ' ' && c != '\x7f';
}

struct Story {
  std::vector<IncomingRequest> requests;
  int refused = 0;
  bool in_body = false; ///< at the end, or where it was refused
};

/// The line the log gets.
std::string logged(const Request& request) {
  static std::ostringstream out;
  static const bool is_set_up = [] {
    auto sink = std::make_shared<spdlog::sinks::ostream_sink_st>(out);
    spdlog::set_default_logger(std::make_shared<spdlog::logger>("fuzz", std::move(sink)));
    spdlog::set_pattern("%v");
    return true;
  }();
  check(is_set_up, "the log is set up");
  out.str("");
  server::AccessEntry entry;
  entry.client = "192.0.2.1";
  entry.method = request.method;
  entry.target = request.target;
  server::log_request(entry);
  return out.str();
}

void check_log(const Request& request) {
  const auto line = logged(request);
  check(line.ends_with('\n'), "a log line ends");
  check(std::ranges::all_of(line.substr(0, line.size() - 1),
                            [](char c) { return is_printable(c) && c > 0; }),
        "a log line is printable ASCII");
}

void check_request(const IncomingRequest& incoming) {
  const auto& request = incoming.request;
  check(!request.method.empty() && std::ranges::all_of(request.method, is_printable),
        "a method is printable");
  check(request.target.size() <= limits.target_bytes, "a target keeps its limit");
  check(request.body.size() <= limits.body_bytes, "a body keeps its limit");
  std::size_t header_bytes = 0;
  for (const auto& [name, value] : request.headers) {
    header_bytes += name.size() + value.size();
    check(!name.empty() && name.find_first_of(": \t") == std::string::npos &&
              std::ranges::all_of(name, is_printable),
          "a header's name is a token");
    check(std::ranges::all_of(value, [](char c) { return is_printable(c) || c == '\t' || c < 0; }),
          "a header's value has no control characters");
  }
  check(header_bytes <= limits.header_bytes && request.headers.size() <= 100,
        "headers keep their limits");
  check(incoming.http_1_0 || server::find_header(request.headers, "Host"), "there is a Host");
  for (const auto& segment : request.segments)
    check(segment != "." && segment != ".." && segment.find('\0') == std::string::npos,
          "a path does not climb");
  check_log(request);
}

void check_refusal(const RequestParser& parser) {
  constexpr std::array known = {400, 413, 414, 417, 431, 501};
  const auto& [status, detail] = parser.refusal();
  check(std::ranges::find(known, status) != known.end(), "a refusal has a status that is known");
  check(!detail.empty(), "a refusal says why");
  check_log(parser.partial());
}

/// Takes every request that is complete. False once one is refused.
bool take_all(RequestParser& parser, Story& story) {
  for (int continues = 0;;) {
    switch (parser.next()) {
    case Step::request:
      check_request(story.requests.emplace_back(parser.take()));
      continues = 0;
      break;
    case Step::body_follows:
      check(parser.in_body() && parser.partial().body.empty(), "a body is read once it is allowed");
      parser.allow_body(limits.body_bytes);
      break;
    case Step::send_continue:
      check(++continues == 1 && parser.in_body(), "Continue is sent once, before a body");
      break;
    case Step::need_bytes:
      return true;
    case Step::refused:
      check_refusal(parser);
      check(parser.next() == Step::refused, "a refusal is the end");
      story.refused = parser.refusal().status;
      return false;
    }
  }
}

Story read(const Pieces& pieces) {
  Story story;
  std::size_t longest_bytes = 0;
  const auto before_bytes = __sanitizer_get_current_allocated_bytes();
  RequestParser parser(limits);
  for (const auto piece : pieces) {
    longest_bytes = std::max(longest_bytes, piece.size());
    parser.append(piece);
    if (!take_all(parser, story))
      break;
  }
  story.in_body = parser.in_body();
  if (story.requests.empty()) // they would count
    check(__sanitizer_get_current_allocated_bytes() <=
              before_bytes + most_held_bytes + 2 * longest_bytes,
          "little is held");
  return story;
}

Pieces split(std::string_view bytes) {
  Pieces pieces;
  while (!bytes.empty()) {
    const auto end = std::min(bytes.find('\xff'), bytes.size());
    pieces.push_back(bytes.substr(0, end));
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
  }
  return pieces;
}

/// A byte at a time; a few when there are many, for speed.
Pieces dripped_bytes(std::string_view bytes) {
  const std::size_t step = bytes.size() <= 100 ? 1 : 5;
  Pieces pieces;
  for (std::size_t i = 0; i < bytes.size(); i += step)
    pieces.push_back(bytes.substr(i, step));
  return pieces;
}

bool operator==(const IncomingRequest& a, const IncomingRequest& b) {
  return a.request.method == b.request.method && a.request.target == b.request.target &&
         a.request.segments == b.request.segments && a.request.query == b.request.query &&
         a.request.headers == b.request.headers && a.request.body == b.request.body &&
         a.keep_alive == b.keep_alive && a.http_1_0 == b.http_1_0;
}

void check_same(const Story& whole, const Story& other, bool may_exceed) {
  const auto common = std::min(whole.requests.size(), other.requests.size());
  for (std::size_t i = 0; i < common; ++i)
    check(whole.requests[i] == other.requests[i], "the same requests come out however they arrive");
  if (may_exceed) { // a limit, which is noticed sooner or later
    const auto& shorter = whole.requests.size() == common ? whole : other;
    check(whole.requests.size() == other.requests.size() || shorter.refused != 0,
          "a request only lacks where one is refused");
    return;
  }
  check(whole.requests.size() == other.requests.size(), "none is lost however they arrive");
  // A malformed chunk is searched further, and its size counted again, with each piece that comes.
  check(whole.refused == other.refused || (whole.in_body && other.in_body),
        "the same refusal comes out however it arrives");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  auto pieces = split(input);
  std::string bytes;
  for (const auto piece : pieces)
    bytes += piece;
  auto dripped = dripped_bytes(bytes);
  pieces.push_back(ending);
  dripped.push_back(ending);
  const auto bytes_and_ending = bytes + std::string(ending);
  const bool may_exceed = bytes_and_ending.size() > limits.header_bytes;
  const auto whole = read({bytes_and_ending});
  check_same(whole, read(pieces), may_exceed);
  check_same(whole, read(dripped), may_exceed);
  return 0;
}
