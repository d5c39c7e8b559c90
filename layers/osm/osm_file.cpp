#include "layers/osm/osm_file.hpp"

#include <cerrno>
#include <exception>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string_view>
#include <system_error>
#include <utility>

#include <fcntl.h>

#include <osmium/io/gzip_compression.hpp>
#include <osmium/io/pbf_input.hpp>
#include <osmium/thread/pool.hpp>

#include "geo/error.hpp"
#include "geo/time_limit.hpp"
#include "layers/files/gdal_archive.hpp"
#include "layers/files/gdal_bytes.hpp"
#include "layers/files/source_files.hpp"
#include "layers/osm/osm_bzip2.hpp"
#include "layers/osm/osm_xml.hpp"
#include "layers/text/source_path.hpp"

namespace layers {

namespace {

using osmium::io::file_compression;

/// As much as tells what a file is.
constexpr std::size_t head_bytes = 16;

file_compression compression_of(std::string_view head) {
  if (head.starts_with("\x1f\x8b"))
    return file_compression::gzip;
  return head.starts_with("BZh") ? file_compression::bzip2 : file_compression::none;
}

/// Four bytes of a length, then the first blob's type (wiki.openstreetmap.org/wiki/PBF_Format).
bool is_pbf(std::string_view head) {
  return head.size() > 4 && head.substr(4).starts_with("\x0a\x09OSMHeade");
}

/// A source's bytes: a file on disk, or what GDAL calls one, in memory.
class OsmInput {
public:
  OsmInput(const std::string& source, std::size_t most_bytes) {
    if (is_connection(source) || !archive_of(source).empty()) {
      m_bytes = bytes_in(source, most_bytes);
      m_head = m_bytes.substr(0, head_bytes);
    } else {
      check_files(source, Reach::anywhere);
      m_path = std::filesystem::absolute(source).string();
      m_head = head_of_file(source);
    }
    if (m_head.empty())
      geo::fail(geo::ErrorKind::invalid_input, "{}: the file is empty (0 bytes)", source);
  }

  std::string_view head() const { return m_head; }

  osmium::io::File pbf() const {
    return m_path.empty() ? osmium::io::File(m_bytes.data(), m_bytes.size(), "pbf")
                          : osmium::io::File(m_path, "pbf");
  }

  /// Delivers the decompressed bytes until it delivers none.
  std::unique_ptr<osmium::io::Decompressor> decompressor() const {
    const auto compression = compression_of(m_head);
    if (compression == file_compression::bzip2)
      return std::make_unique<Bzip2Streams>(opened(file_compression::none));
    return opened(compression);
  }

private:
  std::unique_ptr<osmium::io::Decompressor> opened(file_compression compression) const {
    const auto& factory = osmium::io::CompressionFactory::instance();
    if (m_path.empty())
      return factory.create_decompressor(compression, m_bytes.data(), m_bytes.size());
    const int descriptor = ::open(m_path.c_str(), O_RDONLY | O_CLOEXEC); // NOLINT: as POSIX has it
    if (descriptor < 0)
      throw std::system_error(errno, std::generic_category());
    return factory.create_decompressor(compression, descriptor);
  }

  static std::string bytes_in(const std::string& source, std::size_t most_bytes) {
    auto bytes = bytes_of(gdal_path(source), most_bytes);
    if (!bytes)
      geo::fail(geo::ErrorKind::not_found, "{}: no such file; check \"source\"", source);
    check_bytes(bytes->size(), most_bytes, source);
    return std::move(*bytes);
  }

  static std::string head_of_file(const std::string& path) {
    if (!file_size_bytes(path))
      geo::fail(geo::ErrorKind::not_found, "{}: no such file; check \"source\"", path);
    std::string head(head_bytes, '\0');
    std::ifstream file(path, std::ios::binary);
    file.read(head.data(), head_bytes);
    head.resize(static_cast<std::size_t>(file.gcount()));
    return head;
  }

  std::string m_path; ///< absolute, so that none means standard input or an address; empty: bytes
  std::string m_bytes;
  std::string m_head;
};

bool is_history_name(std::string_view path) {
  return path.substr(path.rfind('/') + 1).find(".osh") != std::string_view::npos;
}

/// Deleted objects say so among the metadata, which takes time to read; only files of several
/// versions may hold them.
osmium::io::read_meta metadata_of(const osmium::io::File& file, osmium::thread::Pool& pool) {
  osmium::io::Reader reader(file, pool, osmium::osm_entity_bits::nothing);
  const bool may_hold_deleted =
      reader.header().has_multiple_object_versions() || is_history_name(file.filename());
  reader.close();
  return may_hold_deleted ? osmium::io::read_meta::yes : osmium::io::read_meta::no;
}

void visit_pbf(const osmium::io::File& file, osmium::osm_entity_bits::type types,
               const OsmVisitor& visit) {
  constexpr int decoding_threads = 4;
  osmium::thread::Pool pool(decoding_threads); // of its own: the common one would stay
  osmium::io::Reader reader(file, pool, types, metadata_of(file, pool));
  while (const auto buffer = reader.read()) {
    geo::check_time();
    for (const auto& object : buffer.select<osmium::OSMObject>())
      if (!visit(object))
        return;
  }
  reader.close();
}

/// What is left to come, the bytes that have come already before it.
std::string all_bytes(std::string first, osmium::io::Decompressor& from, const std::string& source,
                      std::size_t most_bytes) {
  ByteBlocks bytes;
  for (auto block = std::move(first); !block.empty(); block = from.read()) {
    bytes.size += block.size();
    check_bytes(bytes.size, most_bytes, source);
    bytes.blocks.push_back(std::move(block));
  }
  from.close();
  return joined(std::move(bytes));
}

void visit_stream(osmium::io::Decompressor& from, osmium::osm_entity_bits::type types,
                  const OsmVisitor& visit, const std::string& source, std::size_t most_bytes) {
  auto bytes = from.read();
  if (is_pbf(bytes)) {
    const auto all = all_bytes(std::move(bytes), from, source, most_bytes);
    visit_pbf(osmium::io::File(all.data(), all.size(), "pbf"), types, visit);
    return;
  }
  OsmXmlReader reader(types, visit);
  for (; !bytes.empty(); bytes = from.read()) {
    geo::check_time();
    if (!reader.read(bytes, false))
      return;
  }
  from.close(); // tells whether it was cut short
  reader.read("", true);
}

std::string_view mend_of(std::string_view reason) {
  if (reason.find("blobs not supported") != std::string_view::npos)
    return "; compress it with zlib or lz4 instead: `osmium cat --output "
           "new.osm.pbf,pbf_compression=zlib`";
  if (reason.find("osmChange") != std::string_view::npos)
    return "";
  if (reason.find("cut short by its server") != std::string_view::npos)
    return "; ask for less at once, or with a longer [timeout:…], and download it again";
  return "; copy or download it again";
}

/// PBF is read quicker than it would be kept.
bool is_small_xml(const std::string& source, std::size_t most_bytes) {
  constexpr std::uintmax_t most_small_bytes = 96UL << 20;
  constexpr std::uintmax_t most_compressed_bytes = 8UL << 20;
  const auto size_bytes = file_size_bytes(source);
  if (!size_bytes || *size_bytes > most_small_bytes)
    return false;
  const OsmInput input(source, most_bytes);
  const bool is_plain = compression_of(input.head()) == file_compression::none;
  return !is_pbf(input.head()) && (is_plain || *size_bytes <= most_compressed_bytes);
}

osmium::memory::Buffer all_objects(const std::string& source, std::size_t most_bytes) {
  constexpr std::size_t first_bytes = 1 << 20;
  osmium::memory::Buffer objects(first_bytes, osmium::memory::Buffer::auto_grow::yes);
  const auto keep = [&](const osmium::OSMObject& object) {
    objects.add_item(object);
    objects.commit();
    return true;
  };
  visit_osm(source, osmium::osm_entity_bits::nwr, keep, most_bytes);
  return objects;
}

} // namespace

void OsmFile::visit(osmium::osm_entity_bits::type types, const OsmVisitor& visit) {
  if (!m_objects && is_small_xml(m_source, m_most_bytes))
    m_objects = all_objects(m_source, m_most_bytes);
  if (!m_objects)
    return visit_osm(m_source, types, visit, m_most_bytes);
  for (const auto& object : m_objects->select<osmium::OSMObject>())
    if ((types & osmium::osm_entity_bits::from_item_type(object.type())) && !visit(object))
      return;
}

void visit_osm(const std::string& source, osmium::osm_entity_bits::type types,
               const OsmVisitor& visit, std::size_t most_bytes) {
  try {
    const OsmInput input(source, most_bytes);
    if (is_pbf(input.head()))
      visit_pbf(input.pbf(), types, visit);
    else
      visit_stream(*input.decompressor(), types, visit, source, most_bytes);
  } catch (const geo::Error&) {
    throw;
  } catch (const std::exception& error) {
    geo::fail(geo::ErrorKind::invalid_input, "{}: not readable as OpenStreetMap data: {}{}", source,
              error.what(), mend_of(error.what()));
  }
}

} // namespace layers
