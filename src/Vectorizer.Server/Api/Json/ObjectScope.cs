namespace Vectorizer.Server.Api.Json;

/// <summary>An object that is being read: the names it may have, and which of them it had.</summary>
internal struct ObjectScope(MemberNames names)
{
    private ulong _seen;

    /// <summary>The names it may have.</summary>
    public readonly MemberNames Names => names;

    /// <summary>Whether the member has been read.</summary>
    public readonly bool Has(int member) => (_seen >> member & 1) != 0;

    /// <summary>Whether no known member has been read.</summary>
    public readonly bool IsEmpty => _seen == 0;

    /// <summary>Notes a member; false when it was there before.</summary>
    public bool TryAdd(int member)
    {
        if (Has(member))
        {
            return false;
        }

        _seen |= 1UL << member;
        return true;
    }
}
