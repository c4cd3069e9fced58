using System.Collections.Immutable;

namespace Vectorizer.Server.CrashTests.Model;

/// <summary>The points of one write that fall into one segment.</summary>
internal sealed record PointPart(int Segment, ImmutableArray<string> Ids);
