#include <algorithm>
#include <cstring>
#include <limits>
#include <optional>
#include <vector>

#include "layers/tilesets/content_index.hpp"
#include "layers/tilesets/output_file.hpp"
#include "layers/tilesets/pmtiles_directory.hpp"
#include "layers/tilesets/tile_sink.hpp"

// While tiles come: contents go to the archive behind the bytes kept for its head, and a record of
// each tile to the log. At the end: the log is read twice, to count the entries and to write them
// as leaf directories behind the contents; then come the metadata, and the head last of all.

namespace layers {

namespace {

/// One tile in the log.
struct Record {
  std::uint64_t number = 0;
  std::uint64_t offset = 0; ///< in the tile data
  std::uint64_t length = 0;
  ContentKey key;
};
static_assert(sizeof(Record) == 40 && std::has_unique_object_representations_v<Record>);

/// Calls on_record for the records of a log in their order.
template <typename OnRecord>
void read_log(const OutputFile& log, OnRecord on_record) {
  constexpr std::size_t at_once = 4096;
  for (std::uint64_t offset = 0;; offset += at_once * sizeof(Record)) {
    const auto bytes = log.read(offset, at_once * sizeof(Record));
    for (std::size_t i = 0; i + sizeof(Record) <= bytes.size(); i += sizeof(Record)) {
      Record record;
      std::memcpy(&record, bytes.data() + i, sizeof(Record));
      on_record(record);
    }
    if (bytes.size() < at_once * sizeof(Record))
      return;
  }
}

/// Calls on_entry for the runs of equal tiles in a log.
template <typename OnEntry>
void read_entries(const OutputFile& log, OnEntry on_entry) {
  std::optional<PmtilesEntry> open;
  read_log(log, [&](const Record& record) {
    if (open && record.number == open->number + open->run && record.offset == open->offset &&
        open->run < std::numeric_limits<std::uint32_t>::max()) {
      ++open->run;
      return;
    }
    if (open)
      on_entry(*open);
    open = {record.number, record.offset, static_cast<std::uint32_t>(record.length), 1};
  });
  if (open)
    on_entry(*open);
}

class PmtilesSink : public TileSink {
public:
  PmtilesSink(const std::string& path, std::uint64_t tiles_kept, Gzip gzip)
      : m_gzip(std::move(gzip)), m_log(path + ".log", tiles_kept * sizeof(Record)) {
    read_log(m_log, [&](const Record& record) { remember(record); });
    m_archive.emplace(path, tiles_kept == 0 ? 0 : pmtiles_head_bytes + m_data_bytes);
    if (tiles_kept == 0)
      m_archive->append(std::string(pmtiles_head_bytes, '\0'));
  }

  void add(geo::TileId tile, std::string_view bytes) override {
    const auto key = content_key(bytes);
    const auto known = m_contents.find(key);
    const Record record{geo::tile_number(tile), known.value_or(m_data_bytes), bytes.size(), key};
    if (!known)
      m_archive->append(bytes);
    remember(record);
    m_log.append({reinterpret_cast<const char*>(&record), sizeof(record)});
  }

  void sync() override {
    m_archive->sync();
    m_log.sync();
  }

  void finish(const TileSetInfo& info) override {
    sync();
    read_entries(m_log, [&](const PmtilesEntry&) { ++m_header.entry_count; });
    m_header.tiles = {pmtiles_head_bytes, m_data_bytes};
    m_header.leaves.offset = m_archive->size_bytes();
    const auto root = write_leaves();
    m_header.leaves.length = m_archive->size_bytes() - m_header.leaves.offset;
    m_header.root = {pmtiles_header_bytes, root.size()};
    m_header.metadata = append(m_gzip(pmtiles_metadata(info)));
    auto head = encode_header(m_header, info) + root;
    head.resize(pmtiles_head_bytes); // over what a finish that was cut short may have left
    m_archive->replace(0, head);
    m_archive->sync();
  }

private:
  void remember(const Record& record) {
    ++m_header.tile_count;
    if (record.offset != m_data_bytes)
      return;
    m_contents.add(record.key, record.offset);
    m_data_bytes += record.length;
    ++m_header.content_count;
  }

  PmtilesSection append(const std::string& bytes) {
    const auto offset = m_archive->size_bytes();
    m_archive->append(bytes);
    return {offset, bytes.size()};
  }

  /// Returns the root directory: of the tiles, if that is small enough, else of the leaves. At most
  /// 1,200 leaves: their entries take 13 bytes at most (number 7, run 1, length 4, offset 1), which
  /// gzip hardly makes longer.
  std::string write_leaves() {
    constexpr std::uint64_t most_in_root = 16'384;
    constexpr std::uint64_t most_leaves = 1'200;
    constexpr std::uint64_t least_in_leaf = 4'096;
    if (m_header.entry_count <= most_in_root) {
      std::vector<PmtilesEntry> all;
      read_entries(m_log, [&](const PmtilesEntry& entry) { all.push_back(entry); });
      auto root = m_gzip(encode_directory(all));
      if (root.size() <= pmtiles_head_bytes - pmtiles_header_bytes)
        return root;
    }
    const auto in_leaf =
        std::max(least_in_leaf, (m_header.entry_count + most_leaves - 1) / most_leaves);
    std::vector<PmtilesEntry> leaf;
    std::vector<PmtilesEntry> root;
    const auto end_leaf = [&] {
      const auto [offset, length] = append(m_gzip(encode_directory(leaf)));
      root.push_back({leaf.front().number, offset - m_header.leaves.offset,
                      static_cast<std::uint32_t>(length), 0});
      leaf.clear();
    };
    read_entries(m_log, [&](const PmtilesEntry& entry) {
      leaf.push_back(entry);
      if (leaf.size() == in_leaf)
        end_leaf();
    });
    if (!leaf.empty())
      end_leaf();
    return m_gzip(encode_directory(root));
  }

  Gzip m_gzip;
  OutputFile m_log;
  std::optional<OutputFile> m_archive;
  ContentIndex m_contents;
  std::uint64_t m_data_bytes = 0;
  PmtilesHeader m_header; ///< its counts grow with the tiles
};

} // namespace

std::unique_ptr<TileSink> open_pmtiles(const std::string& path, std::uint64_t tiles_kept,
                                       Gzip gzip) {
  return std::make_unique<PmtilesSink>(path, tiles_kept, std::move(gzip));
}

} // namespace layers
