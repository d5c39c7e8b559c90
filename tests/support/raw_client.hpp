#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "server/http/http.hpp"
#include "server/wire/file_descriptor.hpp"

namespace support {

/// One HTTP answer as it came over the wire.
struct Reply {
  int status = 0;
  server::Headers headers;
  std::string body;

  /// The header's value; empty when absent.
  std::string header(std::string_view name) const;
};

/// A client that sends exactly the bytes it is given. Every wait ends after support::patience with
/// a std::runtime_error, so that a server that does not answer fails a test instead of hanging it.
class RawClient {
public:
  /// `address`: IPv4, IPv6, or the path of a Unix socket. `receive_buffer_bytes` makes the kernel's
  /// buffer small; 0 leaves it as it is.
  explicit RawClient(std::uint16_t port, int receive_buffer_bytes = 0,
                     std::string_view address = "127.0.0.1");

  void send(std::string_view bytes);
  /// Sends what the server takes; false once it has closed or reset the connection.
  bool try_send(std::string_view bytes);
  bool has_arrived() const; ///< whether the other side's kernel has all that was sent
  void finish_sending();    ///< half-closes
  void abort();             ///< closes with a reset

  /// Reads one answer; the body by its Content-Length or in chunks, none after `to_head`.
  Reply read_reply(bool to_head = false);
  /// Everything up to the end of the stream.
  std::string read_to_end();
  /// The next bytes of a stream, at least one; empty at its end.
  std::string read_some();
  /// send() and read_reply().
  Reply ask(std::string_view request);
  /// True when the server ended the stream (in order, not by a reset) with nothing before it.
  bool ended();
  /// Whether anything can be read now.
  bool readable() const;

private:
  bool receive_more(); ///< false at the stream's end
  std::string take_line();
  std::string take(std::size_t bytes);
  std::string take_chunks();

  server::FileDescriptor m_socket;
  std::string m_bytes; ///< received, not yet read
};

/// "GET <target> HTTP/1.1" with a Host and more headers, each ending in CRLF.
std::string get(std::string_view target, std::string_view headers = "");

} // namespace support
