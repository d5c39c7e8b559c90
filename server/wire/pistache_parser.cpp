#include "server/wire/pistache_parser.hpp"

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>

namespace server {

namespace http = boost::beast::http;
using boost::beast::iequals;
using BoostText = boost::beast::string_view;
using ErrorCode = boost::system::error_code;

namespace {

// Beast 1.74 asserts that it sees a chunked body's whole last line at once. Five bytes more always
// come before a chunked body is complete ("0\r\n\r\n"), so waiting for them costs nothing.
constexpr std::size_t shortest_chunked_end_bytes = 5;

// A buffer that once held much is given back while the connection idles.
constexpr std::size_t kept_capacity_bytes = 4096;

constexpr Refusal too_large{413, "the body is too large"};

// Each costs more memory than its bytes: two strings.
constexpr std::size_t most_headers = 100;

std::string to_string(BoostText text) {
  return {text.data(), text.size()};
}

/// The characters that a name or address and a port are made of (RFC 3986 section 3.2). May be
/// empty (RFC 9112 section 3.2).
bool is_host(BoostText text) {
  return text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "0123456789.-_:[]") == BoostText::npos;
}

Refusal refusal_of(const ErrorCode& error, bool has_request_line) {
  if (error == http::error::header_limit)
    return has_request_line ? Refusal{431, "the headers are too large"}
                            : Refusal{414, "the request line is too long"};
  if (error == http::error::body_limit)
    return too_large;
  if (error == http::error::bad_content_length)
    return {400, "Content-Length is not one number, or stands beside Transfer-Encoding"};
  if (error == http::error::bad_transfer_encoding)
    return {400, "Transfer-Encoding stands twice, or beside Content-Length"};
  if (error == http::error::bad_chunk || error == http::error::bad_chunk_extension)
    return {400, "malformed chunk"};
  return {400, "malformed request"};
}

} // namespace

/// Beast's parser writing straight into our Request, with the checks Beast leaves to its user.
class RequestParser::Message : public http::basic_parser<true> {
public:
  explicit Message(const ServerLimits& limits) : m_limits(limits) {
    header_limit(static_cast<std::uint32_t>(limits.header_bytes));
    body_limit(std::numeric_limits<std::uint64_t>::max()); // until allow_body()
  }

  IncomingRequest incoming;
  Refusal refusal;
  bool expects_continue = false;
  bool has_request_line = false;
  bool is_body_allowed = false;

private:
  void refuse(Refusal why, ErrorCode& error) {
    refusal = why;
    error = http::error::bad_value;
  }

  void on_request_impl(http::verb /*known*/, BoostText method, BoostText target, int version,
                       ErrorCode& error) override {
    has_request_line = true;
    incoming.http_1_0 = version == 10;
    incoming.request.method = to_string(method);
    if (target.size() > m_limits.target_bytes)
      return refuse({414, "the address is too long"}, error);
    incoming.request.target = to_string(target);
    count(method.size() + target.size(), error);
  }

  void on_field_impl(http::field /*known*/, BoostText name, BoostText value,
                     ErrorCode& error) override {
    if (is_header_done())
      return; // a trailer must not pass for a header
    if (incoming.request.headers.size() == most_headers)
      return refuse({431, "there are too many headers"}, error);
    incoming.request.headers.emplace_back(to_string(name), to_string(value));
    count(name.size() + value.size(), error);
  }

  // Beast's own limit starts anew with each piece that arrives.
  void count(std::size_t bytes, ErrorCode& error) {
    m_header_bytes += bytes;
    if (m_header_bytes > m_limits.header_bytes)
      refuse({431, "the headers are too large"}, error);
  }

  void on_header_impl(ErrorCode& error) override {
    incoming.keep_alive = keep_alive();
    std::size_t hosts = 0;
    for (const auto& [name, value] : incoming.request.headers) {
      hosts += iequals(name, "host") ? 1U : 0U;
      if (iequals(name, "host") && !is_host(value))
        return refuse({400, "Host is not a host name"}, error);
      if (iequals(name, "content-length") &&
          value.find_first_not_of("0123456789") != std::string::npos)
        return refuse({400, "Content-Length is not one number"}, error);
      if (iequals(name, "transfer-encoding") && !iequals(value, "chunked"))
        return refuse({501, "the only transfer coding understood is chunked"}, error);
      if (iequals(name, "expect") && !incoming.http_1_0) {
        if (!iequals(value, "100-continue"))
          return refuse({417, "the only expectation understood is 100-continue"}, error);
        expects_continue = true;
      }
    }
    if (hosts > 1 || (hosts == 0 && !incoming.http_1_0))
      return refuse({400, "one Host header is needed"}, error);
    if (chunked() && incoming.http_1_0)
      return refuse({400, "HTTP/1.0 has no Transfer-Encoding"}, error);
    if (!decode_target(incoming.request.target, incoming.request))
      return refuse({400, "malformed address: a bad %-escape, a # or a . or .. between slashes"},
                    error);
  }

  std::size_t append_body(BoostText bytes) {
    incoming.request.body.append(bytes.data(), bytes.size());
    return bytes.size();
  }

  std::size_t on_body_impl(BoostText bytes, ErrorCode& /*error*/) override {
    return append_body(bytes);
  }
  std::size_t on_chunk_body_impl(std::uint64_t /*left*/, BoostText bytes,
                                 ErrorCode& /*error*/) override {
    return append_body(bytes);
  }
  void on_response_impl(int /*status*/, BoostText /*reason*/, int /*version*/,
                        ErrorCode& /*error*/) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>& /*length*/,
                         ErrorCode& /*error*/) override {}
  void on_chunk_header_impl(std::uint64_t /*size*/, BoostText /*extensions*/,
                            ErrorCode& /*error*/) override {}
  void on_finish_impl(ErrorCode& /*error*/) override {}

  const ServerLimits& m_limits;
  std::size_t m_header_bytes = 0;
};

RequestParser::RequestParser(const ServerLimits& limits)
    : m_limits(limits), m_message(std::make_unique<Message>(limits)) {}

RequestParser::~RequestParser() = default;

void RequestParser::append(std::string_view bytes) {
  m_bytes.erase(0, m_parsed);
  m_parsed = 0;
  m_bytes.append(bytes);
}

RequestParser::Step RequestParser::next() {
  if (m_refusal.status != 0 || !parse())
    return Step::refused;
  return m_message->is_done() ? Step::request : what_is_missing();
}

void RequestParser::allow_body(std::size_t bytes) {
  m_message->is_body_allowed = true;
  m_message->body_limit(bytes);
  m_message->eager(true);
  const auto length = m_message->content_length();
  if (length && *length > bytes)
    m_refusal = too_large;
}

/// False when the request is refused.
bool RequestParser::parse() {
  if (!m_message->got_some()) // RFC 9112 section 2.2: empty lines before a request are ignored
    m_parsed += std::min(unparsed().find_first_not_of("\r\n"), unparsed().size());
  if (in_body() && !m_message->is_body_allowed)
    return true;
  const auto bytes = unparsed();
  const bool chunked = m_message->is_header_done() && m_message->chunked();
  if (bytes.size() < (chunked ? shortest_chunked_end_bytes : 1))
    return true;
  ErrorCode error;
  m_parsed += m_message->put({bytes.data(), bytes.size()}, error);
  if (m_message->refusal.status != 0)
    m_refusal = m_message->refusal;
  else if (error && error != http::error::need_more)
    m_refusal = refusal_of(error, m_message->has_request_line ||
                                      bytes.substr(0, m_limits.header_bytes).find('\n') !=
                                          std::string_view::npos);
  else if (m_message->is_body_allowed && !m_message->is_done() &&
           unparsed().size() > m_limits.header_bytes)
    m_refusal = {400, "malformed chunk"}; // its extensions or trailers never end
  return m_refusal.status == 0;
}

RequestParser::Step RequestParser::what_is_missing() {
  if (in_body() && !m_message->is_body_allowed)
    return Step::body_follows;
  const bool nothing_of_body = unparsed().empty() && m_message->incoming.request.body.empty();
  if (!in_body() || !m_message->expects_continue || m_continue_sent || !nothing_of_body)
    return Step::need_bytes;
  m_continue_sent = true;
  return Step::send_continue;
}

IncomingRequest RequestParser::take() {
  auto incoming = std::move(m_message->incoming);
  m_message = std::make_unique<Message>(m_limits);
  m_continue_sent = false;
  if (unparsed().empty() && m_bytes.capacity() > kept_capacity_bytes) {
    std::string().swap(m_bytes);
    m_parsed = 0;
  }
  return incoming;
}

const Refusal& RequestParser::refusal() const {
  return m_refusal;
}

const Request& RequestParser::partial() const {
  return m_message->incoming.request;
}

bool RequestParser::between_requests() const {
  return !m_message->got_some() && unparsed().empty();
}

bool RequestParser::in_body() const {
  return m_message->is_header_done() && !m_message->is_done();
}

} // namespace server
