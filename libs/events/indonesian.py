"""What every service tells people, in Indonesian; what one aggregate refuses stands beside its rules."""

from typing import Final

INDONESIAN: Final = {
    "A batch has at most {most} commands.": "Satu kiriman paling banyak {most} perintah.",
    "A request has at most {most} bytes.": "Satu permintaan paling banyak {most} bita.",
    "Dates lie in the years {first} to {last}.": "Tanggal harus berada dalam tahun {first} sampai {last}.",
    "Fill in {field}.": "Isilah {field}.",
    "No command is taken: {reason}": "Perintah tidak diterima: {reason}",
    "Something is wrong on our side.": "Ada kesalahan di pihak kami.",
    "Text must not hold the character U+0000.": "Teks tidak boleh memuat karakter U+0000.",
    "The body is not valid JSON.": "Isi permintaan bukan JSON yang sah.",
    "An earlier command to the same thing could not be tried yet; send both again, in their order.": (
        "Perintah sebelumnya untuk hal yang sama belum dapat dicoba; kirim ulang keduanya sesuai urutannya."
    ),
    "The command leads to more than the log takes at once.": (
        "Perintah ini menghasilkan lebih banyak daripada yang dapat dicatat sekaligus."
    ),
    "The body names a member of an object twice.": "Isi permintaan menyebut satu anggota objek dua kali.",
    "The database cannot be asked at the moment; nothing was done.": (
        "Basis data belum dapat dihubungi saat ini; tidak ada yang dilakukan."
    ),
    "The database cannot be asked at the moment; try again.": "Basis data belum dapat dihubungi saat ini; silakan coba lagi.",
    "The header {header} is malformed.": "Kepala {header} tidak sesuai bentuknya.",
    "The log cannot be written at the moment.": "Catatan peristiwa belum dapat ditulis saat ini.",
    "The log did not answer in time. Send the same command again under the same id.": (
        "Catatan peristiwa tidak menjawab pada waktunya. Kirim lagi perintah yang sama dengan id yang sama."
    ),
    "The request cannot be read.": "Permintaan tidak dapat dibaca.",
    "The stream is at version {version}.": "Aliran peristiwa berada pada versi {version}.",
    "The time lacks its offset.": "Waktu tidak menyebutkan selisihnya dari UTC.",
    "The time lies in the future.": "Waktu berada di masa depan.",
    "The token has expired.": "Token sudah kedaluwarsa.",
    "The token is not valid here.": "Token tidak berlaku di sini.",
    "There is no such stream.": "Aliran peristiwa itu tidak ada.",
    "There is nothing here.": "Tidak ada apa-apa di alamat ini.",
    "This command id was used for another command.": "Id perintah ini sudah dipakai untuk perintah lain.",
    "This method is not allowed here.": "Metode ini tidak diperbolehkan di sini.",
    "This is outside your unit or village, or for somebody else to do ({deed}).": (
        "Ini di luar satuan atau desa Anda, atau hanya dapat dilakukan orang lain ({deed})."
    ),
    "This request needs a bearer token.": "Permintaan ini memerlukan token.",
    "This service has no such command.": "Layanan ini tidak memiliki perintah itu.",
    "Tokens cannot be verified at the moment; try again.": "Token belum dapat diperiksa saat ini; silakan coba lagi.",
    "Too many others changed the same things at the same time.": (
        "Terlalu banyak pihak lain mengubah hal yang sama pada saat yang sama."
    ),
    "Your role ({role}) may not do this ({deed}).": "Peran Anda ({role}) tidak berwenang melakukan ini ({deed}).",
    "{reason}.": "Isian tidak sesuai: {reason}.",
}
