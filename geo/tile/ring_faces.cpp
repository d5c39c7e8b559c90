// Turns and sides are meant as if y pointed up: shells then have their ground on the left.
// 1. Points where rings come more than once are nodes; chains of edges run from one to the next.
//    Chains that are the same are one, and gone when they cancel out.
// 2. What lies on both sides of a chain is known from a ray once for all chains that hang together,
//    since around a node it changes by what each chain says.
// 3. Chains with ground on one side alone are joined around each face, and cut into rings where
//    they come to a node again.
// 4. Holes go to the smallest shell around them.
#include "geo/tile/ring_faces.hpp"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <optional>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "geo/tile/ring_windings.hpp"

namespace geo {

namespace {

constexpr auto no_node = std::numeric_limits<std::uint32_t>::max();

/// A line from node to node, or a ring without one.
struct Chain {
  std::vector<TileXY> points; ///< both ends; a ring's first point is its last too
  std::uint32_t from = no_node;
  std::uint32_t to = no_node;
  Winding change; ///< what is on its right plus this is on its left
  Winding left;   ///< once that is known
  bool is_known = false;

  bool is_border() const { return left.is_ground() != (left + -change).is_ground(); }
};

/// A chain in one of its directions.
struct HalfChain {
  std::uint32_t chain = no_node;
  bool forward = true;
  TileXY towards; ///< of its first edge, from the node
};

std::uint64_t key_of(TileXY p) {
  return std::uint64_t{static_cast<std::uint32_t>(p.x)} << 32U | static_cast<std::uint32_t>(p.y);
}

/// Counter-clockwise from the east.
bool turns_before(TileXY a, TileXY b) {
  const auto half = [](TileXY p) { return p.y > 0 || (p.y == 0 && p.x > 0) ? 0 : 1; };
  if (half(a) != half(b))
    return half(a) < half(b);
  return std::int64_t{a.x} * b.y - std::int64_t{a.y} * b.x > 0;
}

class Faces {
public:
  explicit Faces(const UnitRings& rings) : m_rings(rings), m_windings(rings) {}

  UnitRings run() {
    find_nodes();
    for (std::size_t r = 0; r < m_rings.count(); ++r)
      if (m_rings.ring(r).size() > 1)
        cut_into_chains(r);
    unite_same_chains();
    gather_around_nodes();
    for (std::uint32_t c = 0; c < m_chains.size(); ++c)
      if (!m_chains[c].is_known && !is_level(m_chains[c])) // some are not, where any hang together
        learn_windings(c);
    trace();
    return put_together();
  }

private:
  void find_nodes() {
    std::vector<std::uint64_t> keys;
    keys.reserve(m_rings.points.size());
    for (const auto p : m_rings.points)
      keys.push_back(key_of(p));
    std::ranges::sort(keys);
    for (std::size_t i = 1; i < keys.size(); ++i)
      if (keys[i] == keys[i - 1])
        m_node_keys.push_back(keys[i]);
    m_node_keys.erase(std::unique(m_node_keys.begin(), m_node_keys.end()), m_node_keys.end());
  }
  std::uint32_t node_at(TileXY p) const {
    const auto found = std::ranges::lower_bound(m_node_keys, key_of(p));
    return found != m_node_keys.end() && *found == key_of(p)
               ? static_cast<std::uint32_t>(found - m_node_keys.begin())
               : no_node;
  }

  void cut_into_chains(std::size_t ring_number) {
    const auto ring = m_rings.ring(ring_number);
    const auto change = m_rings.shells[ring_number] != 0 ? Winding{1, 0} : Winding{0, 1};
    const auto first = static_cast<std::size_t>(
        std::ranges::find_if(ring, [&](TileXY p) { return node_at(p) != no_node; }) - ring.begin());
    Chain chain;
    const auto begin = first < ring.size() ? first : 0;
    chain.change = change;
    for (std::size_t i = 0; i <= ring.size(); ++i) {
      const auto p = ring[(begin + i) % ring.size()];
      const auto node = node_at(p);
      chain.points.push_back(p);
      if (i == 0) {
        chain.from = node;
      } else if (node != no_node || i == ring.size()) {
        chain.to = node;
        add(std::exchange(chain, Chain{{p}, node, no_node, change, {}, false}));
      }
    }
  }
  /// But for a spike's.
  void add(Chain chain) {
    if (chain.points.size() > 3 || chain.points.front() != chain.points.back())
      m_chains.push_back(std::move(chain));
  }

  /// Only single edges can be the same: what two rings pass is a node.
  void unite_same_chains() {
    const auto is_edge = [](const Chain& c) { return c.points.size() == 2; };
    for (auto& chain : m_chains)
      if (is_edge(chain) && chain.from > chain.to) {
        std::swap(chain.from, chain.to);
        std::ranges::reverse(chain.points);
        chain.change = -chain.change;
      }
    std::ranges::sort(m_chains, {},
                      [&](const Chain& c) { return std::tuple(is_edge(c), c.from, c.to); });
    std::vector<Chain> united;
    for (auto& chain : m_chains) {
      const bool is_same = !united.empty() && is_edge(chain) && is_edge(united.back()) &&
                           united.back().from == chain.from && united.back().to == chain.to;
      if (is_same)
        united.back().change = united.back().change + chain.change;
      else
        united.push_back(std::move(chain));
    }
    std::erase_if(united, [](const Chain& c) { return c.change == Winding{}; });
    m_chains = std::move(united);
  }

  void gather_around_nodes() {
    m_around.resize(m_node_keys.size());
    for (std::uint32_t c = 0; c < m_chains.size(); ++c) {
      const auto& chain = m_chains[c];
      if (chain.from == no_node)
        continue;
      const auto& points = chain.points;
      const auto last = points.size() - 1;
      const auto towards = [](TileXY from, TileXY to) {
        return TileXY{to.x - from.x, to.y - from.y};
      };
      m_around[chain.from].push_back({c, true, towards(points[0], points[1])});
      m_around[chain.to].push_back({c, false, towards(points[last], points[last - 1])});
    }
    for (auto& around : m_around)
      std::ranges::sort(around, [](const HalfChain& a, const HalfChain& b) {
        return turns_before(a.towards, b.towards);
      });
  }

  /// Of the chain and all that hang together with it.
  void learn_windings(std::uint32_t first) {
    set_left(first, left_by_ray(m_chains[first]));
    std::vector<std::uint32_t> known{first};
    while (!known.empty()) {
      const auto& chain = m_chains[known.back()];
      known.pop_back();
      for (const auto node : {chain.from, chain.to})
        if (node != no_node)
          go_around(node, known);
    }
  }
  void set_left(std::uint32_t c, Winding left) {
    m_chains[c].left = left;
    m_chains[c].is_known = true;
  }

  static bool is_level(const Chain& chain) {
    return std::ranges::all_of(chain.points,
                               [&](TileXY p) { return p.y == chain.points.front().y; });
  }
  Winding left_by_ray(const Chain& chain) const {
    const auto rises =
        std::ranges::adjacent_find(chain.points, [](TileXY a, TileXY b) { return a.y != b.y; });
    const auto a = *rises;
    const auto b = *(rises + 1);
    const auto west = m_windings.west_of(middle_of(a, b));
    return b.y > a.y ? west : west + chain.change;
  }

  /// Once the winding left of one chain at a node is known, so are all.
  void go_around(std::uint32_t node, std::vector<std::uint32_t>& known) {
    const auto& around = m_around[node];
    const auto start = std::ranges::find_if(
        around, [&](const HalfChain& h) { return m_chains[h.chain].is_known; });
    const auto offset = static_cast<std::size_t>(start - around.begin());
    auto winding = after(*start);
    for (std::size_t i = 1; i < around.size(); ++i) {
      const auto& half = around[(offset + i) % around.size()];
      const auto& chain = m_chains[half.chain];
      if (!chain.is_known) {
        set_left(half.chain, half.forward ? winding + chain.change : winding);
        known.push_back(half.chain);
      }
      winding = after(half);
    }
  }
  /// What lies counter-clockwise of a chain that leaves a node.
  Winding after(const HalfChain& half) const {
    const auto& chain = m_chains[half.chain];
    return half.forward ? chain.left : chain.left + -chain.change;
  }

  /// Around each face, its ground on the left.
  void trace() {
    std::vector<std::uint8_t> is_used(m_chains.size());
    for (std::uint32_t c = 0; c < m_chains.size(); ++c) {
      if (is_used[c] != 0 || !m_chains[c].is_border())
        continue;
      Path path;
      for (auto next = c; is_used[next] == 0; next = go_on(next, path))
        is_used[next] = 1;
    }
  }

  struct Path {
    std::vector<TileXY> points;
    std::unordered_map<std::uint32_t, std::size_t> nodes; ///< and where they stand
  };

  /// Takes a chain into the path; the one that follows.
  std::uint32_t go_on(std::uint32_t c, Path& path) {
    const auto& chain = m_chains[c];
    const bool forward = chain.left.is_ground();
    const auto from = forward ? chain.from : chain.to;
    const auto to = forward ? chain.to : chain.from;
    if (from != no_node)
      path.nodes[from] = path.points.size();
    if (forward)
      path.points.insert(path.points.end(), chain.points.begin(), chain.points.end() - 1);
    else
      path.points.insert(path.points.end(), chain.points.rbegin(), chain.points.rend() - 1);
    if (to == no_node) {
      cut_off(path, 0);
      return c;
    }
    if (const auto passed = path.nodes.find(to); passed != path.nodes.end())
      cut_off(path, passed->second);
    return following(to, c, forward);
  }

  /// The border that comes next clockwise at the node where a chain ends.
  std::uint32_t following(std::uint32_t node, std::uint32_t c, bool forward) const {
    const auto& around = m_around[node];
    auto at = static_cast<std::size_t>(
        std::ranges::find_if(
            around, [&](const HalfChain& h) { return h.chain == c && h.forward != forward; }) -
        around.begin());
    do
      at = (at + around.size() - 1) % around.size();
    while (!m_chains[around[at].chain].is_border());
    return around[at].chain;
  }

  void cut_off(Path& path, std::size_t begin) {
    std::vector<TileXY> ring(path.points.begin() + static_cast<std::ptrdiff_t>(begin),
                             path.points.end());
    path.points.resize(begin);
    std::erase_if(path.nodes, [&](const auto& node) { return node.second >= begin; });
    const auto area = signed_area_doubled(ring);
    if (area != 0)
      (area > 0 ? m_shells : m_holes).push_back({std::move(ring), std::abs(area)});
  }

  UnitRings put_together() {
    std::vector<std::vector<std::size_t>> holes_of(m_shells.size());
    std::ranges::stable_sort(m_shells, {}, &Ring::area);
    std::vector<TileBox> boxes;
    for (const auto& shell : m_shells)
      boxes.push_back(box_of(shell.points));
    for (std::size_t h = 0; h < m_holes.size(); ++h)
      if (const auto shell = shell_around(m_holes[h], boxes))
        holes_of[*shell].push_back(h);
    UnitRings out;
    const auto append = [&](const Ring& ring, bool is_shell) {
      out.points.insert(out.points.end(), ring.points.begin(), ring.points.end());
      out.end_ring(is_shell);
    };
    for (auto s = m_shells.size(); s-- > 0;) {
      append(m_shells[s], true);
      for (const auto h : holes_of[s])
        append(m_holes[h], false);
    }
    return out;
  }

  struct Ring {
    std::vector<TileXY> points;
    std::int64_t area = 0; ///< doubled
  };

  /// The smallest; the last that may be needs no closer look.
  std::optional<std::size_t> shell_around(const Ring& hole,
                                          const std::vector<TileBox>& boxes) const {
    const auto middle = middle_of(hole.points[0], hole.points[1]);
    std::optional<std::size_t> candidate;
    for (std::size_t s = 0; s < m_shells.size(); ++s) {
      if (m_shells[s].area <= hole.area || !is_in(boxes[s], middle))
        continue;
      if (candidate && winding_west_of(m_shells[*candidate].points, middle) != 0)
        return candidate;
      candidate = s;
    }
    return candidate;
  }

  const UnitRings& m_rings;
  Windings m_windings;
  std::vector<std::uint64_t> m_node_keys; ///< rising
  std::vector<Chain> m_chains;
  std::vector<std::vector<HalfChain>> m_around; ///< by node, clockwise
  std::vector<Ring> m_shells;                   ///< in the end by their area
  std::vector<Ring> m_holes;
};

} // namespace

UnitRings faces_of(const UnitRings& rings) {
  return rings.points.empty() ? UnitRings() : Faces(rings).run();
}

} // namespace geo
