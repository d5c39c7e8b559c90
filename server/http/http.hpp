// server/http: requests and answers as plain structs, and what HTTP says of them; knows no socket
// and no layer.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace server {

using Headers = std::vector<std::pair<std::string, std::string>>;

/// Whether two names differ in nothing but the case of their ASCII letters.
bool same_without_case(std::string_view a, std::string_view b);

/// Without the spaces and tabs around it (OWS, RFC 9110 section 5.6.3).
std::string_view trimmed(std::string_view text);

/// The first value of a header, its name compared without case; nullopt when absent.
std::optional<std::string_view> find_header(const Headers& headers, std::string_view name);

/// One HTTP request, decoded. Nothing in it is trusted: any byte may stand in a decoded text.
struct Request {
  std::string method;                ///< as sent: "GET"
  std::string target;                ///< as sent, for the log only
  std::vector<std::string> segments; ///< the path between slashes, percent-decoded; "/" has none
  std::vector<std::pair<std::string, std::string>> query; ///< decoded, in order, keys may repeat
  Headers headers;
  std::string body;
  std::string client;   ///< the address of who asks: "10.0.0.1", "2001:db8::1", "unix"
  std::stop_token stop; ///< requested once nobody waits for the answer any more
};

/// What kind of work a request is. Each has threads and a queue of its own, so that none waits for
/// another.
enum class WorkClass {
  tiles,     ///< what maps and pages ask for: short
  questions, ///< of planners: as long as they may take
  downloads, ///< whole layers, and parts of them
};
constexpr std::array<std::string_view, 3> work_class_names{"tiles", "questions", "downloads"};

struct BodyPiece {
  std::string bytes;
  bool is_last = false;
};

/// A body that is made while it is sent: a long download, server-sent events. The next piece is
/// asked for when the client has taken the one before, so that a slow reader costs one piece of
/// memory.
struct BodyStream {
  /// Makes the next piece; from one thread at a time. No bytes, and not the last: there is nothing
  /// now, ask again in a tenth of a second. What it throws breaks the connection off.
  std::function<BodyPiece()> next;
  std::optional<std::uint64_t> length = std::nullopt; ///< all pieces', when it is known before
  bool is_quick =
      false; ///< next() does not work: it runs on a socket thread, else on a work thread
};

struct ByteRange {
  std::uint64_t first = 0;
  std::uint64_t size = 0;

  bool operator==(const ByteRange&) const = default;
};

/// One HTTP answer. The transport adds Content-Length or Transfer-Encoding, Date and Connection,
/// and leaves the body out for HEAD.
struct Response {
  int status = 200;
  Headers headers = {};
  std::shared_ptr<const std::string> body = nullptr; ///< null: no body. Shared, never copied
  std::optional<ByteRange> part = std::nullopt;      ///< the only part of the body that is sent
  std::shared_ptr<BodyStream> stream = nullptr;      ///< instead of a body
  std::string_view route = {}; ///< the pattern of the route that answered, for the metrics
};

/// What is decided about a request whose body is still to come.
struct Admission {
  bool takes_body = false; ///< up to limits.body_bytes; else any body is a 413
  std::optional<Response> refusal = std::nullopt; ///< answered at once, and nothing more is read
};

/// One request that is over.
struct AccessEntry {
  std::string client;
  std::string method; ///< empty when the request was refused before its first line was understood
  std::string target; ///< as sent: any byte may stand in it; empty when there was no first line
  std::string_view route;  ///< the pattern of the route that answered; empty: none did
  int status = 0;          ///< 499: the client was gone before there was an answer
  std::uint64_t bytes = 0; ///< the body's, as sent
  double seconds = 0;      ///< from the request's last byte to its answer's last byte handed over
  bool is_complete = true; ///< false: the client left before it had everything
};

/// Called on a socket thread once the whole answer was handed to the kernel, or never will be.
using AccessLog = std::function<void(const AccessEntry&)>;

/// What a server calls. All but `handler` may be null. They are called from many threads at once.
struct ServerCalls {
  /// On a socket thread, once the headers of a request are there and a body is to follow.
  std::function<Admission(const Request&)> admit = nullptr;
  /// On a socket thread: answers at once what needs no work; what it does not, `handler` does.
  std::function<std::optional<Response>(const Request&)> fast = nullptr;
  /// On a socket thread: what kind of work `handler` has with a request; null: tiles.
  std::function<WorkClass(const Request&)> class_of = nullptr;
  /// On a work thread. What it throws is a 500.
  std::function<Response(const Request&)> handler;
  /// On a work thread, when work begins that has waited so long for one.
  std::function<void(WorkClass, std::chrono::duration<double>)> waited = nullptr;
  AccessLog log = nullptr;
};

/// How busy a server is at one moment.
struct ServerLoad {
  struct Work {
    std::size_t queued = 0;  ///< requests that wait for a work thread
    std::size_t running = 0; ///< requests that have one
  };
  std::size_t connections = 0;
  std::array<Work, work_class_names.size()> work; ///< by WorkClass
  std::size_t unsent_bytes = 0;                   ///< see ServerLimits
};

/// Fills segments and query from a request target (RFC 9112 section 3.2): origin form
/// ("/a%20b/c?x=1&y=a+b"), absolute form ("http://host/a"; the host is dropped), or "*" when
/// request.method is OPTIONS. A percent-encoded slash stays inside its segment. False when the
/// target is malformed: a bad percent escape, a NUL, a fragment, or a "." or ".." between slashes,
/// encoded or not.
bool decode_target(std::string_view target, Request& request);

} // namespace server
