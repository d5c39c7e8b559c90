#include "tests/support/pmtiles_reader.hpp"

#include <cstring>
#include <fstream>
#include <iterator>
#include <limits>
#include <set>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "tests/support/gzip.hpp"

namespace support {

namespace {

void require(bool holds, const char* what) {
  if (!holds)
    throw std::runtime_error(what);
}

template <typename T>
T little_endian(std::string_view bytes, std::size_t offset) {
  T value{};
  std::memcpy(&value, bytes.substr(offset, sizeof(T)).data(), sizeof(T)); // the tests' machines are
  return value;
}

struct Section {
  std::uint64_t offset;
  std::uint64_t length;
  std::string_view of(std::string_view archive) const {
    require(offset <= archive.size() && length <= archive.size() - offset,
            "section beyond the end");
    return archive.substr(offset, length);
  }
};

Section section(std::string_view head, std::size_t offset) {
  return {little_endian<std::uint64_t>(head, offset),
          little_endian<std::uint64_t>(head, offset + 8)};
}

std::uint64_t take_varint(std::string_view& bytes) {
  std::uint64_t value = 0;
  for (unsigned shift = 0;; shift += 7) {
    require(!bytes.empty() && shift < 64, "broken varint");
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
    if (byte < 0x80)
      return value;
  }
}

struct Entry {
  std::uint64_t number = 0;
  std::uint64_t run = 0;
  std::uint64_t length = 0;
  std::uint64_t offset = 0;
};

std::vector<Entry> decode_directory(std::string_view compressed) {
  const auto text = gunzip(compressed);
  std::string_view bytes = text;
  std::vector<Entry> entries(take_varint(bytes));
  require(!entries.empty(), "a directory without entries");
  std::uint64_t number = 0;
  for (auto& entry : entries) {
    const auto step = take_varint(bytes);
    require(&entry == &entries.front() || step > 0, "entries do not ascend");
    entry.number = number += step;
  }
  for (auto& entry : entries)
    entry.run = take_varint(bytes);
  for (auto& entry : entries) {
    entry.length = take_varint(bytes);
    require(entry.length > 0, "an entry without a length");
  }
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto offset = take_varint(bytes);
    require(i > 0 || offset > 0, "the first entry follows none");
    entries[i].offset = offset > 0 ? offset - 1 : entries[i - 1].offset + entries[i - 1].length;
  }
  require(bytes.empty(), "bytes behind a directory");
  return entries;
}

/// Goes through the directories and gathers the tiles.
class Gathering {
public:
  Gathering(std::string_view leaves, std::string_view data) : m_leaves(leaves), m_data(data) {}

  void gather(std::string_view directory, bool is_root) {
    for (const auto& entry : decode_directory(directory)) {
      if (entry.run > 0) {
        add(entry);
        continue;
      }
      require(is_root, "a leaf of a leaf");
      require(entry.offset == m_leaf_bytes, "leaf directories are not one behind the other");
      m_leaf_bytes += entry.length;
      ++out.leaf_count;
      m_first_of_leaf = none;
      gather(Section{entry.offset, entry.length}.of(m_leaves), false);
      require(m_first_of_leaf == entry.number, "a leaf's first number");
    }
  }

  void finish() {
    require(m_leaf_bytes == m_leaves.size(), "bytes between or behind the leaf directories");
    require(m_data_end == m_data.size(), "bytes behind the last tile");
    out.content_count = m_offsets.size();
    out.data_bytes = m_data.size();
  }

  Pmtiles out;

private:
  static constexpr auto none = std::numeric_limits<std::uint64_t>::max();

  void add(const Entry& entry) {
    require(entry.number >= m_next, "tiles do not ascend");
    require(entry.offset <= m_data_end, "a gap in the tile data: not clustered");
    if (entry.offset == m_data_end) {
      m_data_end += entry.length;
      m_offsets.insert(entry.offset);
    }
    require(m_offsets.contains(entry.offset), "an offset inside a tile");
    require(entry.number != m_next || entry.offset != m_last_offset, "two runs that are one");
    for (std::uint64_t i = 0; i < entry.run; ++i)
      out.tiles[entry.number + i] = Section{entry.offset, entry.length}.of(m_data);
    if (m_first_of_leaf == none)
      m_first_of_leaf = entry.number;
    m_next = entry.number + entry.run;
    m_last_offset = entry.offset;
    ++out.entry_count;
  }

  std::string_view m_leaves;
  std::string_view m_data;
  std::uint64_t m_leaf_bytes = 0;
  std::uint64_t m_data_end = 0;
  std::uint64_t m_next = 0;
  std::uint64_t m_last_offset = none;
  std::uint64_t m_first_of_leaf = none;
  std::set<std::uint64_t> m_offsets;
};

std::vector<double> positions(std::string_view head, std::size_t offset, std::size_t count) {
  std::vector<double> degrees;
  for (std::size_t i = 0; i < count; ++i)
    degrees.push_back(little_endian<std::int32_t>(head, offset + 4 * i) / 1e7);
  return degrees;
}

} // namespace

// The numbers are the offsets of the specification's section 3.
Pmtiles read_pmtiles(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string archive{std::istreambuf_iterator<char>(file), {}};
  require(archive.size() > 127 && archive.starts_with("PMTiles\x03"), "not PMTiles version 3");
  const auto root = section(archive, 8);
  require(root.offset + root.length <= 16'384,
          "the root directory is not in the first 16,384 bytes");
  require(archive[96] == 1, "not clustered");
  require(archive[97] == 2 && archive[98] == 2, "not gzip");
  Gathering gathering(section(archive, 40).of(archive), section(archive, 56).of(archive));
  gathering.gather(root.of(archive), true);
  gathering.finish();
  auto out = std::move(gathering.out);
  require(little_endian<std::uint64_t>(archive, 72) == out.tiles.size(), "count of tiles");
  require(little_endian<std::uint64_t>(archive, 80) == out.entry_count, "count of entries");
  require(little_endian<std::uint64_t>(archive, 88) == out.content_count, "count of contents");
  out.metadata = gunzip(section(archive, 24).of(archive));
  out.tile_type = archive[99];
  out.min_zoom = archive[100];
  out.max_zoom = archive[101];
  out.bounds = positions(archive, 102, 4);
  out.center_zoom = archive[118];
  out.center = positions(archive, 119, 2);
  return out;
}

} // namespace support
