#include "layers/osm/osm_bzip2.hpp"

#include <stdexcept>
#include <utility>

namespace layers {

Bzip2Streams::Bzip2Streams(std::unique_ptr<osmium::io::Decompressor> compressed)
    : m_compressed(std::move(compressed)) {}

Bzip2Streams::~Bzip2Streams() noexcept {
  end_stream();
}

bool Bzip2Streams::has_input() {
  if (m_stream.avail_in > 0)
    return true;
  m_input = m_compressed->read();
  m_stream.next_in = m_input.data();
  m_stream.avail_in = static_cast<unsigned>(m_input.size());
  return !m_input.empty();
}

void Bzip2Streams::open_stream() {
  if (BZ2_bzDecompressInit(&m_stream, 0, 0) != BZ_OK)
    throw std::runtime_error("bzip2 error: no memory");
  m_is_open = true;
}

void Bzip2Streams::end_stream() {
  if (std::exchange(m_is_open, false))
    BZ2_bzDecompressEnd(&m_stream);
}

/// False: what follows the last stream is none, and counts as little as it does for bzip2 itself.
bool Bzip2Streams::decompress(std::string& to) {
  const auto result = BZ2_bzDecompress(&m_stream);
  to.resize(to.size() - m_stream.avail_out);
  if (result == BZ_STREAM_END) {
    end_stream();
    m_is_first = false;
    return true;
  }
  if (result == BZ_DATA_ERROR_MAGIC && !m_is_first)
    return false;
  if (result != BZ_OK)
    throw std::runtime_error("bzip2 error: the data are broken");
  return true;
}

std::string Bzip2Streams::read() {
  constexpr std::size_t block_bytes = 256UL * 1024;
  std::string block;
  while (block.empty()) {
    if (!has_input()) {
      if (m_is_open)
        throw std::runtime_error("bzip2 error: the data are cut short");
      return "";
    }
    if (!m_is_open)
      open_stream();
    block.resize(block_bytes);
    m_stream.next_out = block.data();
    m_stream.avail_out = static_cast<unsigned>(block.size());
    if (!decompress(block))
      return "";
  }
  return block;
}

} // namespace layers
