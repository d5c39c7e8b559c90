#include "geo/road/road_chains.hpp"

#include <algorithm>
#include <array>
#include <limits>

// 1. Lines are cut into pieces at the vertices that are visited more than once or end a line.
// 2. A vertex where just two pieces meet that are alike is passed through; all others are nodes.
// 3. From each piece the chain is followed back to a node, then forward to the next one.
// Half pieces are as half edges: 2p along the line, 2p + 1 against it.

namespace geo {

namespace {

constexpr std::uint32_t no_half = std::numeric_limits<std::uint32_t>::max();

struct Piece {
  std::uint32_t first = 0; ///< visits [first, last], both included
  std::uint32_t last = 0;
  std::uint32_t line = 0;
};

std::vector<Piece> cut_lines(const RoadVertices& vertices) {
  std::vector<std::uint8_t> visited(vertices.positions.size());
  for (const auto vertex : vertices.visits)
    visited[vertex] = static_cast<std::uint8_t>(std::min(visited[vertex] + 1, 2));
  std::vector<Piece> pieces;
  for (std::uint32_t line = 0; line < vertices.line_count(); ++line) {
    auto first = vertices.line_starts[line];
    const auto end = vertices.line_starts[line + 1];
    for (auto i = first + 1; i < end; ++i) {
      if (i + 1 < end && visited[vertices.visits[i]] < 2)
        continue;
      pieces.push_back({first, i, line});
      first = i;
    }
  }
  return pieces;
}

class Chaining {
public:
  Chaining(const RoadVertices& vertices, std::span<const RoadLine> lines)
      : m_vertices(vertices), m_lines(lines), m_pieces(cut_lines(vertices)),
        m_meeting(vertices.positions.size()) {
    for (std::uint32_t half = 0; half < 2 * m_pieces.size(); ++half) {
      auto& meeting = m_meeting[start_of(half)];
      if (meeting.count < 2)
        meeting.halves[meeting.count] = half;
      meeting.count = std::min(meeting.count + 1U, 3U);
    }
  }

  RoadChains chains() const {
    RoadChains result;
    std::vector<std::uint8_t> used(m_pieces.size());
    for (std::uint32_t piece = 0; piece < m_pieces.size(); ++piece) {
      if (used[piece] != 0)
        continue;
      const auto first = first_of_chain(2 * piece);
      result.visits.push_back(start_of(first));
      for (auto half = first; half != no_half; half = next(half, first)) {
        append(result.visits, half);
        used[half / 2] = 1;
      }
      const auto line = m_pieces[piece].line;
      result.end_chain(line, m_lines[line].is_accessible);
    }
    return result;
  }

private:
  /// The half pieces that begin at a vertex; only the first two are kept.
  struct Meeting {
    std::array<std::uint32_t, 2> halves{};
    std::uint32_t count = 0;
  };

  std::uint32_t start_of(std::uint32_t half) const {
    const auto& piece = m_pieces[half / 2];
    return m_vertices.visits[half % 2 == 0 ? piece.first : piece.last];
  }

  bool alike(std::uint32_t a, std::uint32_t b) const {
    const auto& line_a = m_lines[m_pieces[a / 2].line];
    const auto& line_b = m_lines[m_pieces[b / 2].line];
    const bool opposed = a % 2 != b % 2;
    return line_a.tag == line_b.tag && line_a.is_accessible == line_b.is_accessible &&
           line_a.ends_on_ground == line_b.ends_on_ground &&
           line_a.forward_km_h == (opposed ? line_b.backward_km_h : line_b.forward_km_h) &&
           line_a.backward_km_h == (opposed ? line_b.forward_km_h : line_b.backward_km_h);
  }

  /// The half piece after `half` in its chain; no_half at a node or when it would be `first` again.
  std::uint32_t next(std::uint32_t half, std::uint32_t first) const {
    const auto back = half ^ 1U;
    const auto& meeting = m_meeting[start_of(back)];
    if (meeting.count != 2)
      return no_half;
    const auto on = meeting.halves[meeting.halves[0] == back ? 1 : 0];
    return alike(half, on) && on != first ? on : no_half;
  }

  std::uint32_t first_of_chain(std::uint32_t half) const {
    const auto back = half ^ 1U;
    auto last = back;
    for (auto on = next(back, no_half); on != no_half; on = next(on, no_half)) {
      if (on == back)
        return half;
      last = on;
    }
    return last ^ 1U;
  }

  /// Appends what a half piece visits, without its first vertex.
  void append(std::vector<std::uint32_t>& visits, std::uint32_t half) const {
    const auto& piece = m_pieces[half / 2];
    const auto along =
        std::span(m_vertices.visits).subspan(piece.first, piece.last - piece.first + 1);
    if (half % 2 == 0)
      visits.insert(visits.end(), along.begin() + 1, along.end());
    else
      visits.insert(visits.end(), along.rbegin() + 1, along.rend());
  }

  const RoadVertices& m_vertices;
  std::span<const RoadLine> m_lines;
  std::vector<Piece> m_pieces;
  std::vector<Meeting> m_meeting; ///< by vertex
};

} // namespace

RoadChains chain_roads(const RoadVertices& vertices, std::span<const RoadLine> lines) {
  return Chaining(vertices, lines).chains();
}

} // namespace geo
