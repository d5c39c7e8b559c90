#pragma once

#include <memory>
#include <string>

#include <bzlib.h>

#include <osmium/io/compression.hpp>

namespace layers {

/// Decompresses every stream of bzip2 in a file, one after the other, as pbzip2 and `cat` make
/// them; libosmium's own stops behind the first of a small file. Belongs to one thread.
class Bzip2Streams final : public osmium::io::Decompressor {
public:
  /// `compressed` delivers the file's bytes.
  explicit Bzip2Streams(std::unique_ptr<osmium::io::Decompressor> compressed);
  ~Bzip2Streams() noexcept override;
  Bzip2Streams(const Bzip2Streams&) = delete;
  Bzip2Streams& operator=(const Bzip2Streams&) = delete;
  Bzip2Streams(Bzip2Streams&&) = delete;
  Bzip2Streams& operator=(Bzip2Streams&&) = delete;

  /// Throws std::runtime_error for what is broken or cut short.
  std::string read() override;
  void close() override { m_compressed->close(); }

private:
  bool has_input();
  void open_stream();
  void end_stream();
  bool decompress(std::string& to);

  std::unique_ptr<osmium::io::Decompressor> m_compressed;
  std::string m_input; ///< that the stream reads
  bz_stream m_stream{};
  bool m_is_open = false;
  bool m_is_first = true; ///< no stream has come to its end
};

} // namespace layers
