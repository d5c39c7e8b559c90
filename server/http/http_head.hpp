#pragma once

#include <cstdint>
#include <ctime>
#include <optional>
#include <string>
#include <string_view>

#include "server/http/http.hpp"

namespace server {

/// "Not Found" for 404; "Unknown" for a number that neither RFC 9110 section 15 nor RFC 6585 names.
std::string_view reason_phrase(int status);

/// A small application/problem+json answer (RFC 9457): type about:blank, the status and its name,
/// and `detail`, in which bytes that are not UTF-8 are replaced.
Response problem_response(int status, std::string_view detail);

/// Adds what every answer has: no browser guesses its type, and pages of any host may read it
/// (CORS) if it is for them.
void add_common_headers(Response& response, bool is_for_pages = true);

/// The whole answer to what is refused before a handler sees it.
Response refusal_response(int status, std::string_view detail);

/// The current time as an IMF-fixdate (RFC 9110 section 5.6.7), formatted once a second. For one
/// thread.
class HttpDate {
public:
  std::string_view now();

private:
  std::time_t m_second = -1;
  std::string m_text;
};

/// 503 with Retry-After: what is too much now may be asked for again.
Response busy_response(std::string_view detail);

/// How many bytes of its body an answer sends; nullopt: a stream of unknown length.
std::optional<std::uint64_t> body_length(const Response& response);

/// What the connection adds to an answer's head. `persistence` is the value of its Connection
/// header; empty: none is sent.
struct HeadAdditions {
  std::string_view date;
  std::string_view persistence;
  bool is_chunked = false; ///< a body of unknown length follows in chunks
};

/// Status line, Date, Content-Length or Transfer-Encoding (neither for 1xx, 204 and 304),
/// Connection, the answer's own headers and the empty line. Control characters in a header's value
/// become spaces, so that no value can start a header or an answer of its own.
std::string write_head(const Response& response, const HeadAdditions& additions);

} // namespace server
