#pragma once

#include <algorithm>
#include <string>
#include <unordered_map>
#include <vector>

#include <osmium/memory/buffer.hpp>
#include <osmium/osm/node.hpp>
#include <osmium/osm/relation.hpp>
#include <osmium/osm/way.hpp>

#include "geo/geometry.hpp"
#include "layers/osm/osm_selection.hpp"

namespace layers {

/// Objects of one type that are wanted, the latest version of each, in the order of the file.
template <typename Object>
class KeptObjects {
public:
  /// Every object of the file is told, since one that is not wanted may be a later version of one
  /// that was.
  void tell(const Object& object, bool is_wanted) {
    const auto before = m_at.find(object.id());
    const auto gone = m_gone.find(object.id());
    if (gone != m_gone.end() && gone->second > object.version())
      return;
    if (before != m_at.end()) {
      auto& old = at(before->second);
      const bool is_bare = object.version() == 0 && object.tags().empty(); // of a relation's member
      if (old.version() > object.version() || (is_bare && is_wanted))
        return;
      old.set_removed(true);
      m_at.erase(before);
    }
    if (!is_wanted || !object.visible()) {
      if (object.version() > 1)
        m_gone[object.id()] = object.version();
      return;
    }
    m_buffer.add_item(object);
    m_at.emplace(object.id(), m_buffer.commit());
  }

  const Object* find(osmium::object_id_type id) const {
    const auto found = m_at.find(id);
    return found == m_at.end() ? nullptr : &m_buffer.get<Object>(found->second);
  }
  /// Calls use(object) for each.
  template <typename Use>
  void for_each(Use use) {
    for (auto& object : m_buffer.select<Object>())
      if (!object.removed())
        use(object);
  }

private:
  Object& at(std::size_t offset) { return m_buffer.get<Object>(offset); }

  osmium::memory::Buffer m_buffer{64UL * 1024, osmium::memory::Buffer::auto_grow::yes};
  std::unordered_map<osmium::object_id_type, std::size_t> m_at;
  /// Versions that are deleted or not wanted, of which there may be older ones.
  std::unordered_map<osmium::object_id_type, osmium::object_version_type> m_gone;
};

/// What of a file is in memory.
struct OsmContent {
  KeptObjects<osmium::Node> nodes;
  KeptObjects<osmium::Way> ways;
  KeptObjects<osmium::Relation> relations;
  /// Nodes that lie where another does, as points of lines: apart from it by less than the
  /// positions of OpenStreetMap tell. So lines meet where they share a node, and only there.
  std::unordered_map<osmium::object_id_type, geo::LonLat> apart;
};

using OsmSelections = std::vector<OsmSelection*>;

/// What the selections have or leave out of a file, and what that consists of; ways that any has
/// with the positions that there are. Throws as visit_osm(), and invalid_input for ways without any
/// position.
OsmContent read_osm_content(const std::string& source, const OsmSelections& selections,
                            std::size_t most_bytes);

} // namespace layers
