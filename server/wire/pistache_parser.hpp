#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "server/http/http.hpp"
#include "server/options/server_options.hpp"

namespace server {

/// Why a request is not answered but refused; `detail` never repeats what the client sent.
struct Refusal {
  int status = 0;
  std::string_view detail;
};

/// One request as it came in, and what its connection must know about it.
struct IncomingRequest {
  Request request;
  bool keep_alive = false;
  bool http_1_0 = false;
};

/// Turns the bytes of one connection into requests (RFC 9112), by Boost.Beast's parser. Its work is
/// linear in the bytes, and it holds at most limits.header_bytes, the body that was allowed and one
/// append(). For one thread.
class RequestParser {
public:
  enum class Step {
    need_bytes,    ///< append() more
    body_follows,  ///< the headers are there, see partial(); allow_body(), then go on
    send_continue, ///< the client waits for "100 Continue" before it sends the body
    request,       ///< take() it, then go on
    refused,       ///< see refusal(); nothing that follows can be trusted
  };

  explicit RequestParser(const ServerLimits& limits); ///< `limits` must live as long
  ~RequestParser();
  RequestParser(const RequestParser&) = delete;
  RequestParser(RequestParser&&) = delete;
  RequestParser& operator=(const RequestParser&) = delete;
  RequestParser& operator=(RequestParser&&) = delete;

  void append(std::string_view bytes);
  Step next();
  void allow_body(std::size_t bytes); ///< after body_follows; a longer body is refused

  IncomingRequest take();
  const Refusal& refusal() const;
  /// What is known of a request that was refused, or is not complete.
  const Request& partial() const;

  bool between_requests() const; ///< no byte of a next request came
  bool in_body() const;          ///< the headers are complete, the body is not

private:
  class Message;

  std::string_view unparsed() const { return std::string_view(m_bytes).substr(m_parsed); }
  bool parse();
  Step what_is_missing();

  const ServerLimits& m_limits;
  std::string m_bytes;
  std::size_t m_parsed = 0; ///< how many of m_bytes
  std::unique_ptr<Message> m_message;
  bool m_continue_sent = false;
  Refusal m_refusal;
};

} // namespace server
