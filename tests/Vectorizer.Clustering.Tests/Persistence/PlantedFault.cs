namespace Vectorizer.Clustering.Tests.Persistence;

/// <summary>What a storage may do wrong.</summary>
public enum PlantedFault
{
    ETagIgnored,
    ClearIgnoresETag,
    WriteNotStored,
    NameOfStateIgnored,
    CaseIgnored,
    MissingRecordExists,
}
