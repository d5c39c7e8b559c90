#include "layers/osm/osm_xml.hpp"

#include <charconv>
#include <cstring>
#include <exception>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <expat.h>
#include <fmt/core.h>
#include <osmium/builder/attr.hpp>
#include <osmium/memory/buffer.hpp>

#include "geo/error.hpp"
#include "geo/released_by.hpp"
#include "layers/text/folded_text.hpp"

namespace layers {

namespace osm_xml { // named: OsmXmlReader::Parser has members of these types

namespace attr = osmium::builder::attr;
using osmium::item_type;

/// `<node …>`, `<way …>` or `<relation …>` with what is in it.
struct Element {
  item_type type = item_type::undefined; ///< undefined: there is none
  osmium::object_id_type id = 0;
  osmium::object_version_type version = 0;
  bool is_visible = true;
  osmium::Location location{};
  std::vector<std::pair<std::string, std::string>> tags;
  std::vector<osmium::NodeRef> nodes;
  std::vector<attr::member_type_string> members;
};

item_type type_named(std::string_view name) {
  if (name == "node")
    return item_type::node;
  if (name == "way")
    return item_type::way;
  return name == "relation" ? item_type::relation : item_type::undefined;
}

/// Attributes of an element, as expat lists them.
struct XmlAttributes {
  const XML_Char** list;

  /// Null: there is none of this name.
  const char* find(const char* name) const {
    for (const auto* at = list; *at; at += 2)
      if (std::strcmp(at[0], name) == 0)
        return at[1];
    return nullptr;
  }
  const char* text(const char* name) const {
    const char* found = find(name);
    return found ? found : "";
  }
  template <typename Whole>
  Whole whole(const char* name, Whole otherwise) const {
    const char* found = find(name);
    if (!found)
      return otherwise;
    Whole value{};
    const auto* end = found + std::strlen(found);
    if (const auto [last, error] = std::from_chars(found, end, value);
        error != std::errc() || last != end)
      throw std::runtime_error(fmt::format("{}=\"{}\" is no whole number", name, found));
    return value;
  }
  /// Undefined where one of both is missing.
  osmium::Location location() const {
    osmium::Location at;
    const char* lon = find("lon");
    const char* lat = find("lat");
    if (lon && lat) {
      at.set_lon(lon);
      at.set_lat(lat);
    }
    return at;
  }
};

void append_object(osmium::memory::Buffer& buffer, const Element& element) {
  const auto common = [&](auto add, auto&&... more) {
    add(buffer, attr::_id(element.id), attr::_version(element.version),
        attr::_deleted(!element.is_visible), std::forward<decltype(more)>(more)...,
        attr::_tags(element.tags));
  };
  using osmium::builder::add_node;
  using osmium::builder::add_relation;
  using osmium::builder::add_way;
  if (element.type == item_type::node)
    common([](auto&&... all) { add_node(all...); }, attr::_location(element.location));
  else if (element.type == item_type::way)
    common([](auto&&... all) { add_way(all...); }, attr::_nodes(element.nodes));
  else
    common([](auto&&... all) { add_relation(all...); }, attr::_members(element.members));
}

} // namespace osm_xml

using osm_xml::append_object;
using osm_xml::Element;
using osm_xml::type_named;
using osm_xml::XmlAttributes;
using osmium::item_type;

struct OsmXmlReader::Parser {
  Parser(osmium::osm_entity_bits::type types_, const OsmVisitor& visit_)
      : types(types_), visit(visit_) {}

  osmium::osm_entity_bits::type types;
  const OsmVisitor& visit;
  std::unique_ptr<XML_ParserStruct, geo::ReleasedBy<&XML_ParserFree>> expat{
      XML_ParserCreate(nullptr)};
  osmium::memory::Buffer buffer{4096, osmium::memory::Buffer::auto_grow::yes};
  Element element;                        ///< that is open
  std::vector<osmium::NodeRef> at_member; ///< positions in the member that is open
  std::string remark;                     ///< that is open, or the last one
  bool is_in_remark = false;
  std::int64_t read_bytes = 0;
  int depth = 0;
  bool is_enough = false;
  std::exception_ptr thrown; ///< in a handler: expat is written in C

  void hand_over(const Element& finished) {
    if (!(types & osmium::osm_entity_bits::from_item_type(finished.type)) || is_enough)
      return;
    buffer.clear();
    append_object(buffer, finished);
    if (!visit(*buffer.begin<osmium::OSMObject>())) {
      is_enough = true;
      XML_StopParser(expat.get(), XML_FALSE);
    }
  }

  void check_root(std::string_view name) const {
    if (name == "osmChange")
      throw std::runtime_error("it holds changes only (osmChange); apply them to the data with "
                               "`osmium apply-changes`");
    if (name != "osm")
      throw std::runtime_error(fmt::format("<{}> is not OpenStreetMap data", name));
  }

  void begin(std::string_view name, XmlAttributes attributes) {
    ++depth;
    if (depth == 1)
      check_root(name);
    else if (depth == 2 && name == "remark")
      begin_remark();
    else if (depth == 2)
      begin_object(type_named(name), attributes);
    else if (name == "tag")
      element.tags.emplace_back(attributes.text("k"), attributes.text("v"));
    else if (name == "nd")
      (element.type == item_type::way ? element.nodes : at_member)
          .emplace_back(attributes.whole<osmium::object_id_type>("ref", 0), attributes.location());
    else if (name == "member")
      begin_member(attributes);
    check_parts();
  }

  void begin_remark() {
    remark.clear();
    is_in_remark = true;
  }

  void add_text(std::string_view text) {
    constexpr std::size_t longest_remark = 10'000;
    if (is_in_remark && remark.size() < longest_remark)
      remark += text;
  }

  /// Expat keeps what is not complete, as one attribute of all the rest would be.
  void check_kept(std::size_t more) {
    constexpr std::int64_t most_kept_bytes = 16L << 20;
    read_bytes += static_cast<std::int64_t>(more);
    if (read_bytes - XML_GetCurrentByteIndex(expat.get()) > most_kept_bytes)
      throw std::runtime_error(place() + "an element of more than 16 MB");
  }

  /// Of the object that is open; the database has 32000 at most.
  void check_parts() const {
    constexpr std::size_t most_parts = 2'000'000;
    if (element.tags.size() + element.nodes.size() + element.members.size() + at_member.size() >
        most_parts)
      throw std::runtime_error("an object of more than 2000000 nodes, members and tags");
  }

  /// By it Overpass says that it stopped before it was done.
  void end_remark() {
    is_in_remark = false;
    remark.erase(0, remark.find_first_not_of(" \t\r\n"));
    remark.erase(remark.find_last_not_of(" \t\r\n") + 1);
    if (folded(remark).find("error") != std::string::npos)
      throw std::runtime_error(fmt::format("cut short by its server, which says \"{}\"", remark));
  }

  void begin_object(item_type type, XmlAttributes attributes) {
    element = Element();
    element.type = type;
    if (type == item_type::undefined)
      return;
    element.id = attributes.whole<osmium::object_id_type>("id", 0);
    element.version = attributes.whole<osmium::object_version_type>("version", 0);
    element.is_visible = std::strcmp(attributes.text("visible"), "false") != 0 &&
                         std::strcmp(attributes.text("action"), "delete") != 0;
    element.location = attributes.location();
  }

  void begin_member(XmlAttributes attributes) {
    const auto type = type_named(attributes.text("type"));
    if (type == item_type::undefined)
      throw std::runtime_error(fmt::format("a member of the type \"{}\"", attributes.text("type")));
    at_member.clear();
    element.members.emplace_back(type, attributes.whole<osmium::object_id_type>("ref", 0),
                                 attributes.text("role"));
  }

  void end(std::string_view name) {
    --depth;
    if (depth == 1 && is_in_remark) {
      end_remark();
    } else if (depth == 1 && element.type != item_type::undefined) {
      hand_over(element);
      element = Element();
    } else if (name == "member" && !at_member.empty()) {
      Element way;
      way.type = item_type::way;
      way.id = element.members.back().ref();
      way.nodes = std::move(at_member);
      at_member.clear();
      hand_over(way);
    }
  }

  /// Runs a handler; what it throws waits until expat has returned.
  template <typename Handle>
  static void guarded(void* user, Handle handle) noexcept {
    auto& self = *static_cast<Parser*>(user);
    if (self.thrown)
      return;
    try {
      handle(self);
    } catch (...) {
      self.thrown = std::current_exception();
      XML_StopParser(self.expat.get(), XML_FALSE);
    }
  }

  std::string place() const {
    return fmt::format("line {}, column {}: ", XML_GetCurrentLineNumber(expat.get()),
                       XML_GetCurrentColumnNumber(expat.get()) + 1);
  }

  [[noreturn]] void fail_here() const {
    if (!thrown)
      throw std::runtime_error(place() + XML_ErrorString(XML_GetErrorCode(expat.get())));
    try {
      std::rethrow_exception(thrown);
    } catch (const geo::Error&) {
      throw;
    } catch (const std::exception& error) {
      throw std::runtime_error(place() + error.what());
    }
  }
};

OsmXmlReader::OsmXmlReader(osmium::osm_entity_bits::type types, const OsmVisitor& visit)
    : m_parser(new Parser(types, visit)) {
  auto* expat = m_parser->expat.get();
  XML_SetUserData(expat, m_parser.get());
  XML_SetElementHandler(
      expat,
      [](void* user, const XML_Char* name, const XML_Char** attributes) {
        Parser::guarded(user, [&](Parser& self) { self.begin(name, {attributes}); });
      },
      [](void* user, const XML_Char* name) {
        Parser::guarded(user, [&](Parser& self) { self.end(name); });
      });
  XML_SetCharacterDataHandler(expat, [](void* user, const XML_Char* text, int bytes) {
    Parser::guarded(user, [&](Parser& self) {
      self.add_text({text, static_cast<std::size_t>(bytes)});
    });
  });
}

OsmXmlReader::~OsmXmlReader() = default;

bool OsmXmlReader::read(std::string_view bytes, bool is_last) {
  const auto status = XML_Parse(m_parser->expat.get(), bytes.data(), static_cast<int>(bytes.size()),
                                is_last ? XML_TRUE : XML_FALSE);
  if (m_parser->is_enough && !m_parser->thrown)
    return false;
  if (status != XML_STATUS_OK)
    m_parser->fail_here();
  m_parser->check_kept(bytes.size());
  return true;
}

geo::LibraryVersion expat_version() {
  const auto version = XML_ExpatVersionInfo();
  return {"expat", fmt::format("{}.{}.{}", version.major, version.minor, version.micro)};
}

} // namespace layers
