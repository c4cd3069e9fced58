namespace Vectorizer.Server.CrashTests.Model;

/// <summary>What the payload of a point is made of.</summary>
/// <param name="Exists">Whether there is one, if only an empty object.</param>
/// <param name="HasBase">Whether it has the members that came with the point.</param>
/// <param name="Revision">Whose members it has beside them; 0 for none.</param>
internal readonly record struct PayloadState(bool Exists, bool HasBase, long Revision)
{
    /// <summary>As the point was sent.</summary>
    public static readonly PayloadState Whole = new(Exists: true, HasBase: true, 0);

    public override string ToString()
        => !Exists ? "no payload" : $"{(HasBase ? "its own members" : "none of its own members")} and revision {Revision}";
}
