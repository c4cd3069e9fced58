namespace Vectorizer.Server.CrashTests.Files;

/// <summary>A part of a snapshot's file. The numbers of blocks are their kinds.</summary>
public enum SnapshotPart
{
    Head = 0,
    Description = 1,
    Points = 2,
    Nodes = 3,
    Keys = 4,
    Contents = 5,
    Trailer = 6,
}
