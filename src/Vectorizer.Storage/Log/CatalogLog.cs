using Vectorizer.Storage.Files;
using Vectorizer.Storage.Formats;
using Vectorizer.Storage.Formats.V1;

namespace Vectorizer.Storage.Log;

/// <summary>Opens the catalog's log, which every data directory has from its first start on.</summary>
public static class CatalogLog
{
    /// <summary>Opens it, or starts it in a directory that holds no collection yet.</summary>
    /// <exception cref="CorruptDataException">
    /// It is damaged; or it is missing though there are collections, which must not be taken for an empty database.
    /// </exception>
    public static RecoveredLog Open(DataDirectory data, LogStore store, LogRecovery recovery, LogEntryHandler handler)
    {
        string directory = data.CatalogLogDirectory;
        if ((data.Disk.TryList(directory) ?? []).Any(entry => LogFileName.TryParse(entry.Name, out _)))
        {
            return recovery.Open(LogIdentity.Catalog, directory, after: 0, handler);
        }

        if (data.CollectionsOnDisk() is [var collection, ..])
        {
            throw new CorruptDataException(directory, 0, $"the catalog's log is missing, but collection {collection} has files");
        }

        data.CreateCatalogLogDirectory();
        SegmentLog log = SegmentLog.Create(store, LogIdentity.Catalog, directory);
        return new RecoveredLog(log, new LogRecoveryReport(0, 0, 0, 0, 0, 0, 0, null, null));
    }
}
