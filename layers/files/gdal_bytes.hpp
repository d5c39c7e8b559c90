#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace layers {

/// A file's bytes, one block after the other.
struct ByteBlocks {
  std::deque<std::string> blocks;
  std::size_t size = 0; ///< of all

  /// Has take() copy each, and frees it: no two copies of all are in memory at a time.
  template <typename Take>
  void hand_over(Take take) {
    for (; !blocks.empty(); blocks.pop_front())
      take(std::string_view(blocks.front()));
  }
};

/// The bytes of a file, also one inside an archive ("/vsizip/a.zip/b.csv") or a compressed one
/// ("/vsigzip/b.csv.gz"), which may be a thousand times as large as it looks. Of more than `most`
/// it gives a block more than that, not all. nullopt when it cannot be read. Any thread.
std::optional<ByteBlocks> blocks_of(const std::string& gdal_path,
                                    std::size_t most = std::string::npos);

/// In one piece.
std::string joined(ByteBlocks bytes);

/// The same as blocks_of(), in one piece.
std::optional<std::string> bytes_of(const std::string& gdal_path,
                                    std::size_t most = std::string::npos);

/// Throws too_large when a source has more bytes than that.
void check_bytes(std::size_t bytes, std::size_t most_bytes, const std::string& source);

/// Its first bytes, `most` of them; fewer where there are not as many.
std::string first_bytes_of(const std::string& gdal_path, std::size_t most);

} // namespace layers
