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
    "There is a field here that nobody knows.": "Ada isian yang tidak dikenal.",
    "There is no field {field} here.": "Tidak ada isian {field} di sini.",
    "There is no such stream.": "Aliran peristiwa itu tidak ada.",
    "There is nothing here.": "Tidak ada apa-apa di alamat ini.",
    "This command id was used for another command.": "Id perintah ini sudah dipakai untuk perintah lain.",
    "This method is not allowed here.": "Metode ini tidak diperbolehkan di sini.",
    "This is none of the values there are.": "Nilai ini tidak ada dalam pilihan.",
    "This is not as described.": "Isian ini tidak sesuai ketentuan.",
    "This is to be a day, as 2017-07-25 is.": "Isian ini harus berupa tanggal, seperti 2017-07-25.",
    "This is to be a list.": "Isian ini harus berupa daftar.",
    "This is to be a number.": "Isian ini harus berupa bilangan.",
    "This is to be a time with its offset, as 2017-07-25T08:00:00+08:00 is.": (
        "Isian ini harus berupa waktu beserta selisihnya dari UTC, seperti 2017-07-25T08:00:00+08:00."
    ),
    "This is to be a whole number.": "Isian ini harus berupa bilangan bulat.",
    "This is to be an id (UUID).": "Isian ini harus berupa id (UUID).",
    "This is to be an object with fields of its own.": "Isian ini harus berupa objek dengan isiannya sendiri.",
    "This is to be text.": "Isian ini harus berupa teks.",
    "This is to be true or false.": "Isian ini harus berupa true atau false.",
    "This list has another length than {length}.": "Panjang daftar ini bukan {length}.",
    "This list is too long; its length is at most {most}.": "Daftar ini terlalu panjang; panjangnya paling banyak {most}.",
    "This list is too short; its length is at least {least}.": "Daftar ini terlalu pendek; panjangnya paling sedikit {least}.",
    "This is outside your unit or village, or for somebody else to do ({deed}).": (
        "Ini di luar satuan atau desa Anda, atau hanya dapat dilakukan orang lain ({deed})."
    ),
    "This number is too large.": "Bilangan ini terlalu besar.",
    "This number is too large; it is at most {most}.": "Bilangan ini terlalu besar; paling besar {most}.",
    "This number is too large; it is less than {most}.": "Bilangan ini terlalu besar; harus kurang dari {most}.",
    "This number is too small; it is at least {least}.": "Bilangan ini terlalu kecil; paling kecil {least}.",
    "This number is too small; it is more than {least}.": "Bilangan ini terlalu kecil; harus lebih dari {least}.",
    "This request needs a bearer token.": "Permintaan ini memerlukan token.",
    "This service has no such command.": "Layanan ini tidak memiliki perintah itu.",
    "This text has not the form described.": "Bentuk teks ini tidak sesuai ketentuan.",
    "This text is too long; its length is at most {most}.": "Teks ini terlalu panjang; panjangnya paling banyak {most}.",
    "This text is too short; its length is at least {least}.": "Teks ini terlalu pendek; panjangnya paling sedikit {least}.",
    "Tokens cannot be verified at the moment; try again.": "Token belum dapat diperiksa saat ini; silakan coba lagi.",
    "Too many others changed the same things at the same time.": (
        "Terlalu banyak pihak lain mengubah hal yang sama pada saat yang sama."
    ),
    "Your role ({role}) may not do this ({deed}).": "Peran Anda ({role}) tidak berwenang melakukan ini ({deed}).",
}
